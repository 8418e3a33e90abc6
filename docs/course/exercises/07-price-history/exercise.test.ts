// packages/product/test/exercise-07.test.ts
import { money } from "@hexmart/money";
import { openDatabase } from "@hexmart/postgres";
import { silentLogger, testDatabase } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { createPostgresProductRepository } from "#adapters/postgres/product-repository.ts";
import { entities } from "#adapters/postgres/schema.ts";
import type { Product } from "#domain/product.ts";
import { product } from "./products.ts";

type Row = { product_id: string; price: string; currency_code: string; until_time: Date };

/** A database in which one product is stored, and what it remembers of prices. */
async function openShop() {
  await using opened = new AsyncDisposableStack();
  const { url } = opened.use(await testDatabase());
  const database = opened.use(await openDatabase({ url, entities, migrations, logger: silentLogger }));
  const products = createPostgresProductRepository(database);
  const stored = product({ price: money("USD", "899"), etag: "etag 0" });
  await products.addMissing([stored]);
  const all = opened.move();
  const sql = <Row extends object>(text: string): Promise<Row[]> => database.orm.em.getConnection().execute(text);
  return {
    database,
    products,
    stored,
    prices: () => sql<Row>("select * from product_prices order by until_time"),
    sql,
    [Symbol.asyncDispose]: () => all[Symbol.asyncDispose](),
  };
}

/** The product after so many changes, the last of which was at that minute. */
const changed = (before: Product, minute: number, changes: Partial<Product>): Product => ({
  ...before,
  ...changes,
  etag: `etag ${minute}`,
  updateTime: new Date(Date.UTC(2026, 6, 3, 12, minute)),
});

describe("the prices that a product has had", () => {
  it("are kept, each with the time until which it was asked", async () => {
    await using shop = await openShop();
    const cheaper = changed(shop.stored, 1, { price: money("USD", "799.5") });
    const inEuros = changed(cheaper, 2, { price: money("EUR", "799.5") });

    expect(await shop.products.replace(shop.stored, cheaper)).toBe(true);
    expect(await shop.products.replace(cheaper, inEuros)).toBe(true);

    expect(await shop.prices()).toMatchObject([
      { product_id: shop.stored.id, price: "899.000000000", currency_code: "USD" },
      { product_id: shop.stored.id, price: "799.500000000", currency_code: "USD" },
    ]);
    const times = (await shop.prices()).map(({ until_time }) => new Date(until_time));
    expect(times).toEqual([cheaper.updateTime, inEuros.updateTime]);
  });

  it("do not grow when something else of the product changes", async () => {
    await using shop = await openShop();

    expect(await shop.products.replace(shop.stored, changed(shop.stored, 1, { name: "Mi11" }))).toBe(true);

    expect(await shop.prices()).toEqual([]);
  });

  it("do not grow when the change is refused: both are stored, or neither", async () => {
    await using shop = await openShop();
    const cheaper = changed(shop.stored, 1, { price: money("USD", "799") });
    const outdated = { ...shop.stored, etag: "an earlier one" };

    expect(await shop.products.replace(outdated, cheaper)).toBe(false);

    expect(await shop.prices()).toEqual([]);
    expect(await shop.products.findByIds([shop.stored.id])).toEqual([shop.stored]);
  });

  it("have one price for each of many changes at once that came to pass", async () => {
    await using shop = await openShop();
    const rivals = Array.from({ length: 10 }, (_, n) => changed(shop.stored, n + 1, { price: money("USD", `${n}`) }));

    const won = await Promise.all(rivals.map((rival) => shop.products.replace(shop.stored, rival)));

    expect(won.filter((it) => it)).toHaveLength(1);
    expect(await shop.prices()).toMatchObject([{ price: "899.000000000" }]);
  });

  it("are found by product and time, along an index", async () => {
    await using shop = await openShop();
    await shop.sql(`
      insert into product_prices (product_id, price, currency_code, until_time)
      select gen_random_uuid(), n, 'USD', now() from generate_series(1, 5000) n`);
    await shop.sql("analyze product_prices");

    const plan = await shop.sql(`
      explain select min(price) from product_prices
      where product_id = '${shop.stored.id}' and until_time > now() - interval '30 days'`);

    expect(JSON.stringify(plan)).toMatch(/Index (Only )?Scan/);
  });

  it("are in the entities as they are in the table", async () => {
    await using shop = await openShop();

    expect(await shop.database.orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe("");
    expect(entities.map(({ meta }) => meta.tableName)).toContain("product_prices");
  });
});
