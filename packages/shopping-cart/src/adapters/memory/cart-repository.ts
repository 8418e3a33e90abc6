import type { Applied } from "#domain/additions.ts";
import { cartAlreadyExists, cartNotFound } from "#domain/errors.ts";
import { type Item, keyOf, totalsOf } from "#domain/shopping-cart.ts";
import { type CartRepository, REQUEST_RETENTION_MS } from "#ports/cart-repository.ts";

type Held = {
  readonly items: Map<string, Item>;
  readonly applied: Map<string, { readonly kind: Applied; readonly at: number }>;
};

/** Keeps carts in this process: for tests, and for a service that needs no database. */
export function createMemoryCartRepository(clock: { now(): number } = Date): CartRepository {
  const carts = new Map<string, Held>();

  function heldBy(username: string): Held {
    const held = carts.get(username);
    if (held === undefined) throw cartNotFound(username);
    return held;
  }

  return {
    async create(username, items) {
      if (carts.has(username)) throw cartAlreadyExists(username);
      carts.set(username, { items: new Map(items.map((item) => [keyOf(item), item])), applied: new Map() });
    },

    async find(username, limit) {
      const items = carts.get(username)?.items;
      if (items === undefined) return undefined;
      const all = [...items.values()];
      return { username, items: all.slice(0, limit), itemCount: all.length, totals: totalsOf(all) };
    },

    // Between its first and its last line nothing else runs, so that no lock is needed.
    async update({ username, keys, requestIds }, decide) {
      const { items, applied } = heldBy(username);
      const now = clock.now();
      forget(applied, now - REQUEST_RETENTION_MS);
      const { store, result } = decide({
        slice: { username, itemCount: items.size, items: distinct(keys.map(keyOf), items) },
        applied: new Map(requestIds.flatMap((id) => kindOf(id, applied))),
      });
      for (const item of store?.put ?? []) items.set(keyOf(item), item);
      for (const key of store?.removed ?? []) items.delete(keyOf(key));
      for (const [id, kind] of store?.applied ?? []) applied.set(id, { kind, at: now });
      return result;
    },
  };
}

const distinct = (keys: readonly string[], items: ReadonlyMap<string, Item>): Item[] =>
  [...new Set(keys)].flatMap((key) => items.get(key) ?? []);

function kindOf(id: string, applied: Held["applied"]): [string, Applied][] {
  const kind = applied.get(id)?.kind;
  return kind === undefined ? [] : [[id, kind]];
}

/** The oldest come first, in the order in which they were put in. */
function forget(applied: Held["applied"], before: number): void {
  for (const [id, { at }] of applied) {
    if (at >= before) return;
    applied.delete(id);
  }
}
