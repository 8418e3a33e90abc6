import type { Applied } from "#domain/additions.ts";
import { cartAlreadyExists, cartNotFound } from "#domain/errors.ts";
import { type Item, type ItemKey, keyOf, totalsOf } from "#domain/shopping-cart.ts";
import type { CartChanges, OnChange } from "#ports/cart-changes.ts";
import { type CartRepository, type PlacedItem, REQUEST_RETENTION_MS } from "#ports/cart-repository.ts";

type Held = {
  /** In the order of their positions. */
  readonly placed: Map<string, PlacedItem>;
  highest: number;
  /** In the order in which they were applied. */
  readonly applied: Map<string, { readonly kind: Applied; readonly at: number }>;
};

/** Keeps carts in this process: for tests, and for a service that needs no database. */
export function createMemoryCartRepository(clock: { now(): number } = Date): CartRepository & CartChanges {
  const subscribers = new Set<OnChange>();
  const carts = new Map<string, Held>();

  function heldBy(username: string): Held {
    const held = carts.get(username);
    if (held === undefined) throw cartNotFound(username);
    return held;
  }

  function tell(username: string): void {
    for (const onChange of subscribers) onChange(username);
  }

  return {
    subscribe(onChange) {
      subscribers.add(onChange);
      return () => void subscribers.delete(onChange);
    },

    async create(username, items) {
      if (carts.has(username)) throw cartAlreadyExists(username);
      const held: Held = { placed: new Map(), highest: 0, applied: new Map() };
      put(held, items);
      carts.set(username, held);
    },

    async find(username, limit) {
      const placed = carts.get(username)?.placed;
      if (placed === undefined) return undefined;
      const items = [...placed.values()].map(({ item }) => item);
      return { username, items: items.slice(0, limit), itemCount: items.length, totals: totalsOf(items) };
    },

    async list(username, { after, limit }) {
      const placed = carts.get(username)?.placed.values();
      return placed && [...placed].filter(({ position }) => position > after).slice(0, limit);
    },

    async clear(username) {
      heldBy(username).placed.clear();
      tell(username);
    },

    // Between its first and its last line nothing else runs, so that no lock is needed.
    async update({ username, keys, requestIds }, decide) {
      const held = heldBy(username);
      const now = clock.now();
      forget(held, now - REQUEST_RETENTION_MS);
      const { store, result } = decide({
        slice: { username, itemCount: held.placed.size, items: itemsAmong(held, keys) },
        applied: new Map(requestIds.flatMap((id) => kindOf(held, id))),
      });
      for (const key of store?.removed ?? []) held.placed.delete(keyOf(key));
      put(held, store?.put ?? []);
      for (const [id, kind] of store?.applied ?? []) held.applied.set(id, { kind, at: now });
      if (store !== undefined) tell(username);
      return result;
    },
  };
}

function put(held: Held, items: readonly Item[]): void {
  for (const item of items) {
    const position = held.placed.get(keyOf(item))?.position ?? ++held.highest;
    held.placed.set(keyOf(item), { item, position });
  }
}

const itemsAmong = ({ placed }: Held, keys: readonly ItemKey[]): Item[] =>
  [...new Set(keys.map(keyOf))].flatMap((key) => placed.get(key)?.item ?? []);

function kindOf({ applied }: Held, id: string): [string, Applied][] {
  const kind = applied.get(id)?.kind;
  return kind === undefined ? [] : [[id, kind]];
}

function forget({ applied }: Held, before: number): void {
  for (const [id, { at }] of applied) {
    if (at >= before) return;
    applied.delete(id);
  }
}
