import type { Database } from "@hexmart/postgres";
import type { Applied } from "#domain/additions.ts";
import { cartAlreadyExists, cartNotFound } from "#domain/errors.ts";
import { type Item, keyOf } from "#domain/shopping-cart.ts";
import { type CartRepository, type Change, REQUEST_RETENTION_MS, type Subject } from "#ports/cart-repository.ts";
import {
  type ItemColumns,
  type TotalsColumns,
  toItem,
  toItemLines,
  toKeyParameters,
  toTotals,
  toUuidArray,
} from "./schema.ts";
import { CHANGED, COPY_ITEMS, store } from "./store.ts";
import { createTransactions, type Run } from "./transactions.ts";

type CartColumns = { readonly item_count: number; readonly last_position: number };

const CREATE = `
  insert into carts (username, item_count, last_position) values ($1, $2, $2)
  on conflict do nothing returning username`;

const FIND = "select item_count, last_position from carts where username = $1";

/** Whoever changes a cart waits here for whoever is changing it. */
const LOCK = `${FIND} for update`;

const NEXT_ITEMS = "select * from cart_items where username = $1 and position > $2 order by position limit $3";

const TOTALS = `
  select currency_code, sum(quantity * list_price) as list_total, sum(quantity * discount) as discount_total,
    sum(quantity * (list_price - discount)) as total
  from cart_items where username = $1 group by currency_code order by min(position)`;

// Looked up one by one, by the key: PostgreSQL would read the whole cart, as it cannot know yet how fast that has grown.
const HELD = `
  select held.* from unnest($2::uuid[], $3::text[]) as wanted (product_id, color) cross join lateral (
    select * from cart_items
    where username = $1 and product_id = wanted.product_id and color = wanted.color limit 1
  ) as held`;

const CLEAR = "delete from cart_items where username = $1";

const APPLIED = `
  select applied.* from unnest($2::uuid[]) as wanted (request_id) cross join lateral (
    select request_id, merged from applied_requests
    where username = $1 and request_id = wanted.request_id and applied_at >= $3 limit 1
  ) as applied`;

export function createPostgresCartRepository(database: Database, clock: { now(): number } = Date): CartRepository {
  const inTransaction = createTransactions(database);

  return {
    create: (username, items) =>
      inTransaction("writing", async ({ run, copy }) => {
        const created = await run(CREATE, [username, items.length]);
        if (created.length === 0) throw cartAlreadyExists(username);
        if (items.length > 0) await copy({ sql: COPY_ITEMS, rows: [toItemLines(username, items, 0)] });
      }),

    find: (username, limit) =>
      inTransaction("reading", async ({ run }) => {
        const [cart] = await run<CartColumns>(FIND, [username]);
        if (cart === undefined) return undefined;
        const items = await run<ItemColumns>(NEXT_ITEMS, [username, 0, limit]);
        const totals = await run<TotalsColumns>(TOTALS, [username]);
        return { username, items: items.map(toItem), itemCount: cart.item_count, totals: totals.map(toTotals) };
      }),

    list: (username, { after, limit }) =>
      inTransaction("reading", async ({ run }) => {
        if ((await run(FIND, [username])).length === 0) return undefined;
        const rows = await run<ItemColumns & { position: number }>(NEXT_ITEMS, [username, after, limit]);
        return rows.map((row) => ({ item: toItem(row), position: row.position }));
      }),

    clear: (username) =>
      inTransaction("writing", async ({ run }) => {
        const [cart] = await run<CartColumns>(LOCK, [username]);
        if (cart === undefined) throw cartNotFound(username);
        if (cart.item_count === 0) return;
        await run(CLEAR, [username]);
        await run(CHANGED, [username, -cart.item_count, 0]);
      }),

    async update(subject, decide) {
      const { username, likelyNew = false } = subject;
      const change = (asNew: boolean) =>
        inTransaction("writing", async (transaction) => {
          const [cart] = await transaction.run<CartColumns>(LOCK, [username]);
          if (cart === undefined) throw cartNotFound(username);
          const now = clock.now();
          const decideOn = ({ held, known }: Before) =>
            decide({ slice: { username, items: held, itemCount: cart.item_count }, applied: known });
          let before = NOTHING;
          let decision = asNew ? decideOn(before) : undefined;
          if (decision === undefined || !wouldFailUnlessNew(subject, decision.store)) {
            before = await lookFor(transaction.run, subject, now);
            decision = decideOn(before);
          }
          if (decision.store !== undefined) {
            const cartBefore = { ...before, lastPosition: cart.last_position };
            await store(transaction, { username, ...cartBefore, change: decision.store, now });
          }
          return decision.result;
        });

      try {
        return await change(likelyNew);
      } catch (error) {
        if (likelyNew && isTaken(error)) return change(false);
        throw error;
      }
    },
  };
}

/** What of its subject is known of a cart. */
type Before = { readonly held: readonly Item[]; readonly known: ReadonlyMap<string, Applied> };

const NOTHING: Before = { held: [], known: new Map() };

/**
 * Whether a change stores all that it is about. Then it need not be looked for: what goes in by COPY is refused, all of
 * it, where a single item or request is there. A change that leaves some out says nothing of those.
 */
function wouldFailUnlessNew({ keys, requestIds }: Subject, { put, applied }: Change = {}): boolean {
  // A change is about no other items and requests, and about each of them once.
  return put?.length === keys.length && applied?.size === requestIds.length;
}

const UNIQUE_VIOLATION = "23505";

const isTaken = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === UNIQUE_VIOLATION;

async function lookFor(run: Run, subject: Subject, now: number): Promise<Before> {
  const held = await run<ItemColumns>(HELD, [subject.username, ...toKeyParameters(distinct(subject.keys))]);
  return { held: held.map(toItem), known: await findApplied(run, subject, now) };
}

const distinct = <Key extends Parameters<typeof keyOf>[0]>(keys: readonly Key[]): Key[] => [
  ...new Map(keys.map((key) => [keyOf(key), key])).values(),
];

async function findApplied(run: Run, { username, requestIds }: Subject, now: number) {
  if (requestIds.length === 0) return new Map<string, Applied>();
  const since = new Date(now - REQUEST_RETENTION_MS);
  const rows = await run<{ request_id: string; merged: boolean }>(APPLIED, [username, toUuidArray(requestIds), since]);
  return new Map(rows.map(({ request_id, merged }): [string, Applied] => [request_id, merged ? "merged" : "added"]));
}
