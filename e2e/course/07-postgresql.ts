import { once } from "node:events";
import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { copyIn } from "@hexmart/postgres";
import type { Client } from "pg";
import type { Shop } from "./shop.ts";
import { connectTo } from "./sql.ts";

export const services = ["identity", "shopping-cart"] as const;

export async function lesson(shop: Shop): Promise<void> {
  console.log("\nStart two replicas of product at once, on a database that is empty");
  await Promise.all([shop.start("product"), shop.startReplica("product")]);
  for (const { event, migration } of shop.events.filter(({ service }) => service === "product")) {
    if (event === "database.migrated") console.log(`  applied ${migration}`);
  }

  await using products = await connectTo(shop, "product");
  await comparePaths(products);
  await explain(products);
  await listen(shop);
}

async function comparePaths(database: Client): Promise<void> {
  console.log("\nStore 2,000 products, three times over; nothing of it stays");
  const numbers = Array.from({ length: 2_000 }, (_, number) => number);
  const columns = "id, name, description, price, currency_code, status, create_time";
  const rest = "'', 9.5, 'USD', 'low', now()";
  const ways: Readonly<Record<string, () => Promise<unknown>>> = {
    async "an insert each"() {
      for (const number of numbers) {
        const values = `gen_random_uuid(), $1, ${rest}`;
        await database.query(`insert into products (${columns}) values (${values})`, [`Phone ${number}`]);
      }
    },
    "one insert, an array": () =>
      database.query(
        `insert into products (${columns}) select gen_random_uuid(), name, ${rest} from unnest($1::text[]) name`,
        [numbers.map((number) => `Phone ${number}`)],
      ),
    COPY: () =>
      copyIn(database, {
        sql: `copy products (${columns}) from stdin`,
        rows: [numbers.map((number) => `${crypto.randomUUID()}\tPhone ${number}\t\t9.5\tUSD\tlow\tnow\n`).join("")],
      }),
  };
  for (const [name, store] of Object.entries(ways)) {
    await database.query("begin");
    const begin = performance.now();
    await store();
    const milliseconds = Math.round(performance.now() - begin);
    await database.query("rollback");
    console.log(`  ${name.padEnd(20)} ${milliseconds} ms`);
  }
}

async function explain(database: Client): Promise<void> {
  console.log("\nHow is the first page by price read, of 20,000 products?");
  await database.query("begin");
  await database.query(`
    insert into products (id, name, description, price, currency_code, status, create_time)
    select gen_random_uuid(), 'Phone ' || n, '', n % 1000, 'USD', 'low', now() from generate_series(1, 20000) n`);
  await database.query("analyze products");
  const plan = async () => {
    const sql = "explain (costs off) select * from products order by currency_code, price, id limit 100";
    for (const row of (await database.query<Record<"QUERY PLAN", string>>(sql)).rows) {
      console.log(`  ${row["QUERY PLAN"]}`);
    }
  };
  await plan();
  console.log("And without the index? It is dropped in the transaction, so that nobody else misses it");
  await database.query("drop index products_by_price");
  await plan();
  await database.query("rollback");
}

async function listen(shop: Shop): Promise<void> {
  console.log("\nListen to what is announced of carts");
  using carts = shop.connect(ShoppingCartService, "shopping-cart");
  await using listener = await connectTo(shop, "shopping-cart");
  await using other = await connectTo(shop, "shopping-cart");
  await listener.query(`listen "shopping_cart.changed"`);

  const heard = once(listener, "notification");
  await other.query("begin; select pg_notify('shopping_cart.changed', 'nobody'); rollback");
  console.log("  a transaction announced the cart of nobody, and was rolled back");
  await carts.clearShoppingCart({ username: "swn" });
  const [{ payload }] = await heard;
  console.log(`  the first that is heard of is the cart of ${payload}, which was cleared`);
}
