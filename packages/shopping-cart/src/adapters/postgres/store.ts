import type { Applied } from "#domain/additions.ts";
import { type Item, type ItemKey, keyOf } from "#domain/shopping-cart.ts";
import { type Change, REQUEST_RETENTION_MS } from "#ports/cart-repository.ts";
import { CHANNEL } from "./cart-changes.ts";
import { ITEM_COLUMNS, toItemLines, toKeyParameters, toParameters, toRequestLines } from "./schema.ts";
import type { Transaction } from "./transactions.ts";

// #region announce
/** PostgreSQL tells those who listen after the commit, and of a transaction that is rolled back not at all. */
export const CHANGED = `
  with counted as (
    update carts set item_count = item_count + $2, last_position = last_position + $3 where username = $1
  )
  select pg_notify('${CHANNEL}', $1)`;
// #endregion announce

const REMOVE = `
  delete from cart_items using unnest($2::uuid[], $3::text[]) as gone (product_id, color)
  where username = $1 and cart_items.product_id = gone.product_id and cart_items.color = gone.color`;

// Found one by one, by the key: an update might read the whole cart. Each is there and keeps its position, whatever is
// said of it here.
const REPLACE = `
  insert into cart_items (username, position, ${ITEM_COLUMNS})
  select $1, 0, item.* from unnest($2::uuid[], $3::text[], $4::text[], $5::integer[], $6::numeric[], $7::text[],
    $8::numeric[], $9::text[], $10::timestamptz[]) as item
  on conflict (username, product_id, color) do update set product_name = excluded.product_name,
    quantity = excluded.quantity, list_price = excluded.list_price, discount_code = excluded.discount_code,
    discount = excluded.discount, currency_code = excluded.currency_code, price_time = excluded.price_time`;

export const COPY_ITEMS = `copy cart_items (username, position, ${ITEM_COLUMNS}) from stdin`;

const COPY_REQUESTS = "copy applied_requests (username, applied_at, request_id, merged) from stdin";

const FORGET = "delete from applied_requests where username = $1 and applied_at < $4";

type Storing = {
  readonly username: string;
  /** Of the item that was added last. */
  readonly lastPosition: number;
  /** Those items of the subject that the cart holds. */
  readonly held: readonly Item[];
  /** Those requests of the subject that were applied before. */
  readonly known: ReadonlyMap<string, Applied>;
  readonly change: Change;
  readonly now: number;
};

/**
 * Stores a change of a cart that is locked. What is new goes in by COPY, at a fraction of what an insert costs: nobody
 * else can have added the same since it was looked for.
 */
export async function store({ run, copy }: Transaction, storing: Storing): Promise<void> {
  const { username, lastPosition, held, known, change, now } = storing;
  const { put = [], removed = [] } = change;
  const before = new Set(held.map(keyOf));
  const isHeld = (key: ItemKey) => before.size > 0 && before.has(keyOf(key));
  const replaced = put.filter(isHeld);
  const fresh = put.filter((item) => !isHeld(item));
  const gone = removed.filter(isHeld);
  const applied = [...(change.applied ?? [])].filter(([id]) => !known.has(id));
  if (gone.length > 0) await run(REMOVE, [username, ...toKeyParameters(gone)]);
  if (replaced.length > 0) await run(REPLACE, [username, ...toParameters(replaced)]);
  const isFresh = fresh.length > 0;
  const isApplied = applied.length > 0;
  // Sent as one: between them PostgreSQL would wait while this process reads and checks what comes next.
  await copy({
    sql: [isApplied && FORGET, isFresh && COPY_ITEMS, isApplied && COPY_REQUESTS, CHANGED].filter(Boolean).join(";"),
    values: [username, fresh.length - gone.length, fresh.length, new Date(now - REQUEST_RETENTION_MS).toISOString()],
    rows: [
      ...(isFresh ? [toItemLines(username, fresh, lastPosition)] : []),
      ...(isApplied ? [toRequestLines(username, applied, new Date(now))] : []),
    ],
  });
}
