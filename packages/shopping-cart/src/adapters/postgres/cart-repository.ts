import type { Database } from "@hexmart/postgres";
import type { Applied } from "#domain/additions.ts";
import { cartAlreadyExists, cartNotFound } from "#domain/errors.ts";
import { type Item, keyOf } from "#domain/shopping-cart.ts";
import { type CartRepository, type Change, REQUEST_RETENTION_MS, type Subject } from "#ports/cart-repository.ts";
import { CHANNEL } from "./cart-changes.ts";
import { type ItemColumns, type TotalsColumns, toItem, toKeyParameters, toParameters, toTotals } from "./schema.ts";
import { createTransactions, type Run } from "./transactions.ts";

type CartColumns = { readonly item_count: number };

const CREATE = "insert into carts (username) values ($1) on conflict do nothing returning username";

const FIND = "select item_count from carts where username = $1";

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

/** An item that is there keeps its position. */
const PUT = `
  with highest as (select coalesce(max(position), 0) as position from cart_items where username = $1)
  insert into cart_items (username, position, product_id, color, product_name, quantity, list_price, discount_code,
    discount, currency_code, price_time)
  select $1, highest.position + place, product_id, color, product_name, quantity, list_price, discount_code, discount,
    currency_code, price_time
  from highest, unnest($2::uuid[], $3::text[], $4::text[], $5::integer[], $6::numeric[], $7::text[], $8::numeric[],
    $9::text[], $10::timestamptz[]) with ordinality as item (product_id, color, product_name, quantity, list_price,
    discount_code, discount, currency_code, price_time, place)
  on conflict (username, product_id, color) do update set product_name = excluded.product_name,
    quantity = excluded.quantity, list_price = excluded.list_price, discount_code = excluded.discount_code,
    discount = excluded.discount, currency_code = excluded.currency_code, price_time = excluded.price_time`;

const REMOVE = `
  delete from cart_items using unnest($2::uuid[], $3::text[]) as gone (product_id, color)
  where username = $1 and cart_items.product_id = gone.product_id and cart_items.color = gone.color`;

const CLEAR = "delete from cart_items where username = $1";

const COUNT = "update carts set item_count = item_count + $2 where username = $1";

/** PostgreSQL tells those who listen after the commit, and of a transaction that is rolled back not at all. */
const ANNOUNCE = "select pg_notify($1, $2)";

const APPLIED = `
  select applied.* from unnest($2::uuid[]) as wanted (request_id) cross join lateral (
    select request_id, merged from applied_requests
    where username = $1 and request_id = wanted.request_id and applied_at >= $3 limit 1
  ) as applied`;

const APPLY = `
  insert into applied_requests (username, applied_at, request_id, merged)
  select $1, $2, request_id, merged from unnest($3::uuid[], $4::boolean[]) as applied (request_id, merged)
  on conflict (username, request_id) do update set applied_at = excluded.applied_at, merged = excluded.merged`;

const FORGET = "delete from applied_requests where username = $1 and applied_at < $2";

export function createPostgresCartRepository(database: Database, clock: { now(): number } = Date): CartRepository {
  const inTransaction = createTransactions(database);

  return {
    create: (username, items) =>
      inTransaction("writing", async (run) => {
        const created = await run(CREATE, [username]);
        if (created.length === 0) throw cartAlreadyExists(username);
        await store(run, { username, held: [], change: { put: items }, now: clock.now() });
      }),

    find: (username, limit) =>
      inTransaction("reading", async (run) => {
        const [cart] = await run<CartColumns>(FIND, [username]);
        if (cart === undefined) return undefined;
        const items = await run<ItemColumns>(NEXT_ITEMS, [username, 0, limit]);
        const totals = await run<TotalsColumns>(TOTALS, [username]);
        return { username, items: items.map(toItem), itemCount: cart.item_count, totals: totals.map(toTotals) };
      }),

    list: (username, { after, limit }) =>
      inTransaction("reading", async (run) => {
        if ((await run(FIND, [username])).length === 0) return undefined;
        const rows = await run<ItemColumns & { position: number }>(NEXT_ITEMS, [username, after, limit]);
        return rows.map((row) => ({ item: toItem(row), position: row.position }));
      }),

    clear: (username) =>
      inTransaction("writing", async (run) => {
        const [cart] = await run<CartColumns>(LOCK, [username]);
        if (cart === undefined) throw cartNotFound(username);
        if (cart.item_count === 0) return;
        await run(CLEAR, [username]);
        await run(COUNT, [username, -cart.item_count]);
        await run(ANNOUNCE, [CHANNEL, username]);
      }),

    update: (subject, decide) =>
      inTransaction("writing", async (run) => {
        const { username, keys } = subject;
        const [cart] = await run<CartColumns>(LOCK, [username]);
        if (cart === undefined) throw cartNotFound(username);
        const now = clock.now();
        const items = (await run<ItemColumns>(HELD, [username, ...toKeyParameters(distinct(keys))])).map(toItem);
        const applied = await findApplied(run, subject, now);
        const { store: change, result } = decide({ slice: { username, items, itemCount: cart.item_count }, applied });
        if (change !== undefined) {
          await store(run, { username, held: items, change, now });
          await run(ANNOUNCE, [CHANNEL, username]);
        }
        return result;
      }),
  };
}

const distinct = <Key extends Parameters<typeof keyOf>[0]>(keys: readonly Key[]): Key[] => [
  ...new Map(keys.map((key) => [keyOf(key), key])).values(),
];

async function findApplied(run: Run, { username, requestIds }: Subject, now: number) {
  if (requestIds.length === 0) return new Map<string, Applied>();
  const since = new Date(now - REQUEST_RETENTION_MS);
  const rows = await run<{ request_id: string; merged: boolean }>(APPLIED, [username, requestIds, since]);
  return new Map(rows.map(({ request_id, merged }): [string, Applied] => [request_id, merged ? "merged" : "added"]));
}

type Storing = {
  readonly username: string;
  readonly held: readonly Item[];
  readonly change: Change;
  readonly now: number;
};

async function store(run: Run, { username, held, change, now }: Storing): Promise<void> {
  const { put = [], removed = [], applied = new Map() } = change;
  if (removed.length > 0) await run(REMOVE, [username, ...toKeyParameters(removed)]);
  if (put.length > 0) await run(PUT, [username, ...toParameters(put)]);
  const before = new Set(held.map(keyOf));
  const growth =
    put.filter((item) => !before.has(keyOf(item))).length - removed.filter((key) => before.has(keyOf(key))).length;
  if (growth !== 0) await run(COUNT, [username, growth]);
  if (applied.size === 0) return;
  await run(FORGET, [username, new Date(now - REQUEST_RETENTION_MS)]);
  const merged = [...applied.values()].map((kind) => kind === "merged");
  await run(APPLY, [username, new Date(now), [...applied.keys()], merged]);
}
