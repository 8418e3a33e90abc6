import { money } from "@hexmart/money";
import { openDatabase } from "@hexmart/postgres";
import { silentLogger, testDatabase } from "@hexmart/testing";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { listStatement } from "#adapters/postgres/list-statement.ts";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { entities } from "#adapters/postgres/schema.ts";
import type { ProductQuery, SortKey } from "#ports/product-repository.ts";

type Plan = {
  "Node Type": string;
  "Index Name"?: string;
  "Actual Rows": number;
  "Shared Hit Blocks": number;
  "Shared Read Blocks": number;
  Plans?: Plan[];
};

const indexes: [SortKey, string][] = [
  ["name", "products_by_name"],
  ["price", "products_by_price"],
  ["createTime", "products_by_create_time"],
];
const middle = {
  id: "0197f000-0000-7000-8000-000000000001",
  name: "Product 5",
  price: money("USD", "500"),
  createTime: new Date("2026-07-02T00:00:00Z"),
};

/** What PostgreSQL does for a page of a table that is large enough for its planner to care. */
describe("a page of a list of twenty thousand products", () => {
  const opened = new AsyncDisposableStack();
  let execute: (sql: string) => Promise<unknown>;
  let explain: (query: ProductQuery) => Promise<Plan>;

  beforeAll(async () => {
    const { url } = opened.use(await testDatabase());
    const { orm } = opened.use(await openDatabase({ url, entities, migrations, logger: silentLogger }));
    const connection = orm.em.getConnection();
    execute = (sql) => connection.execute(sql);
    await execute(`
      insert into products (id, name, description, price, currency_code, status, create_time)
      select gen_random_uuid(), 'Product ' || n, '', n % 1000, 'USD', case when n % 2 = 0 then 'low' else 'inStock' end,
        timestamptz '2026-07-01' + n * interval '10 seconds'
      from generate_series(1, 20000) n`);
    await execute("vacuum analyze products");
    explain = async (query) => {
      const pool = await connection.getNativeClient();
      const { name: _, text, values } = listStatement(query);
      const { rows } = await pool.query(`explain (analyze, buffers, format json) ${text}`, values);
      return rows[0]["QUERY PLAN"][0].Plan;
    };
  });
  afterAll(() => opened.disposeAsync());

  describe.each(indexes)("by %s", (sortBy, index) => {
    it.each([
      ["the first", { after: undefined }],
      ["one in the middle", { after: middle }],
      ["one in the middle, backwards", { after: middle, descending: true }],
      ["one of those of a status", { after: middle, status: "low" as const }],
    ])("is read along an index and never sorted: %s", async (_what, query) => {
      const plan = await explain({ status: undefined, sortBy, descending: false, limit: 100, ...query });

      expect([plan["Node Type"], ...(plan.Plans ?? []).map((node) => node["Node Type"])]).toEqual([
        "Limit",
        "Index Scan",
      ]);
      expect(plan.Plans?.[0]?.["Index Name"]).toBe(index);
      expect(plan["Actual Rows"]).toBe(100);
    });

    it("looks for a status that no product has in the index alone", async () => {
      const status = "outOfStock";
      const plan = await explain({ status, sortBy, descending: false, limit: 100, after: undefined });

      expect(plan["Actual Rows"]).toBe(0);
      expect(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]).toBeLessThan(400);
    });
  });

  it("would be sorted without the index, and these tests would see it", async () => {
    await execute("drop index products_by_name");

    const plan = await explain({ status: undefined, sortBy: "name", descending: false, limit: 100, after: undefined });

    expect(plan.Plans?.[0]?.["Node Type"]).toBe("Sort");
  });
});
