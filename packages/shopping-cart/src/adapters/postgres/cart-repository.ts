import { money, toDecimal } from "@hexmart/money";
import { type Database, isDatabaseUnavailable } from "@hexmart/postgres";
import type { EntityManager } from "@mikro-orm/postgresql";
import { cartAlreadyExists, cartNotFound, UnavailableError } from "#domain/errors.ts";
import { type Cart, type Item, keyOf } from "#domain/shopping-cart.ts";
import { type CartRepository, REQUEST_RETENTION_MS } from "#ports/cart-repository.ts";
import type { ItemColumns, Tables } from "./schema.ts";

/** Speaks SQL through MikroORM's query builder: to make entities of a large cart would cost several times as much. */
export function createPostgresCartRepository(database: Database, clock: { now(): number } = Date): CartRepository {
  async function ask<Answer>(question: (em: EntityManager) => Promise<Answer>): Promise<Answer> {
    try {
      return await question(database.em());
    } catch (cause) {
      throw isDatabaseUnavailable(cause) ? new UnavailableError("The database cannot be reached", { cause }) : cause;
    }
  }

  const inTransaction = <Answer>(work: (em: EntityManager) => Promise<Answer>) => ask((em) => em.transactional(work));

  return {
    create: (cart) =>
      inTransaction(async (em) => {
        const row = tables(em).insertInto("carts").values({ username: cart.username });
        const inserted = row.onConflict((conflict) => conflict.doNothing()).returning("username");
        if ((await inserted.execute()).length === 0) throw cartAlreadyExists(cart.username);
        await storeItems(em, cart, []);
      }),

    find: (username) =>
      ask(async (em) => {
        const row = tables(em).selectFrom("carts").select("username").where("username", "=", username);
        if ((await row.execute()).length === 0) return undefined;
        return { username, items: (await findItems(em, username)).map(({ item }) => item) };
      }),

    update: (username, requestIds, decide) =>
      inTransaction(async (em) => {
        const row = tables(em).selectFrom("carts").select("username").where("username", "=", username);
        if ((await row.forUpdate().execute()).length === 0) throw cartNotFound(username);
        const now = clock.now();
        const held = await findItems(em, username);
        const applied = await findApplied(em, { username, requestIds, now });
        const { store, result } = decide({ cart: { username, items: held.map(({ item }) => item) }, applied });
        if (store !== undefined) {
          await storeItems(em, store, held);
          await storeApplied(em, { username, requestIds, now });
        }
        return result;
      }),
  };
}

const tables = (em: EntityManager) => em.getKysely<Tables>();

type Held = { readonly item: Item; readonly position: number };

async function findItems(em: EntityManager, username: string): Promise<Held[]> {
  const query = tables(em).selectFrom("cart_items").selectAll().where("username", "=", username).orderBy("position");
  return (await query.execute()).map((row) => ({ item: toItem(row), position: row.position }));
}

/** Writes what differs, since a cart of thousands of items changes by a few. An item that stays the same object is one. */
async function storeItems(em: EntityManager, { username, items }: Cart, before: readonly Held[]): Promise<void> {
  const gone = new Map(before.map((held) => [keyOf(held.item), held]));
  let highest = before.at(-1)?.position ?? 0;
  let last = 0;
  const changed: ItemColumns[] = [];
  for (const item of items) {
    const held = gone.get(keyOf(item));
    gone.delete(keyOf(item));
    last = held !== undefined && held.position > last ? held.position : ++highest;
    if (held?.item !== item || held.position !== last) changed.push(toRow(username, item, last));
  }
  for (const { item } of gone.values()) {
    const row = tables(em).deleteFrom("cart_items").where("username", "=", username);
    await row.where("product_id", "=", item.productId).where("color", "=", item.color).execute();
  }
  if (changed.length === 0) return;
  await tables(em)
    .insertInto("cart_items")
    .values(changed)
    .onConflict((conflict) =>
      conflict.columns(["username", "product_id", "color"]).doUpdateSet(({ ref }) => ({
        position: ref("excluded.position"),
        product_name: ref("excluded.product_name"),
        quantity: ref("excluded.quantity"),
        list_price: ref("excluded.list_price"),
        discount_code: ref("excluded.discount_code"),
        discount: ref("excluded.discount"),
        currency_code: ref("excluded.currency_code"),
      })),
    )
    .execute();
}

type Requests = { readonly username: string; readonly requestIds: readonly string[]; readonly now: number };

async function findApplied(em: EntityManager, { username, requestIds, now }: Requests): Promise<ReadonlySet<string>> {
  if (requestIds.length === 0) return new Set();
  const query = tables(em).selectFrom("applied_requests").select("request_id").where("username", "=", username);
  const rows = await query
    .where("request_id", "in", requestIds)
    .where("applied_at", ">=", new Date(now - REQUEST_RETENTION_MS))
    .execute();
  return new Set(rows.map(({ request_id }) => request_id));
}

async function storeApplied(em: EntityManager, { username, requestIds, now }: Requests): Promise<void> {
  if (requestIds.length === 0) return;
  const forgotten = tables(em).deleteFrom("applied_requests").where("username", "=", username);
  await forgotten.where("applied_at", "<", new Date(now - REQUEST_RETENTION_MS)).execute();
  const rows = requestIds.map((request_id) => ({ username, request_id, applied_at: new Date(now) }));
  const query = tables(em).insertInto("applied_requests").values(rows);
  await query.onConflict((conflict) => conflict.doNothing()).execute();
}

function toItem(row: ItemColumns): Item {
  return {
    productId: row.product_id,
    color: row.color,
    productName: row.product_name,
    quantity: row.quantity,
    listPrice: money(row.currency_code, row.list_price),
    discountCode: row.discount_code ?? undefined,
    discount: money(row.currency_code, row.discount),
  };
}

function toRow(username: string, item: Item, position: number): ItemColumns {
  return {
    username,
    product_id: item.productId,
    color: item.color,
    position,
    product_name: item.productName,
    quantity: item.quantity,
    list_price: toDecimal(item.listPrice),
    discount_code: item.discountCode ?? null,
    discount: toDecimal(item.discount),
    currency_code: item.listPrice.currencyCode,
  };
}
