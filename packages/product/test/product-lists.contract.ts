import { money } from "@hexmart/money";
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { v7 as uuidv7 } from "uuid";
import type { Product } from "#domain/product.ts";
import type { ProductQuery, ProductRepository } from "#ports/product-repository.ts";
import type { OpenRepository } from "./product-repository.contract.ts";
import { catalogue, product } from "./products.ts";

const first: ProductQuery = {
  status: undefined,
  sortBy: "createTime",
  descending: false,
  after: undefined,
  limit: 10,
};
const names = (products: readonly Product[]) => products.map(({ name }) => name);

/** Lists page by page, and lets something happen between the pages. */
async function listAll(repository: ProductRepository, query: ProductQuery, between: () => Promise<unknown>) {
  const listed: Product[] = [];
  for (;;) {
    const page = await repository.list({ ...query, after: listed.at(-1) });
    listed.push(...page);
    if (page.length < query.limit) return listed;
    await between();
  }
}

/** Few values of each, so that many products are equal in what they are sorted by. */
const anyProduct = fc
  .record({
    name: fc.constantFrom("A", "a", "Z", "é", "\uffee", "🛒"),
    price: fc.constantFrom("USD 1", "USD 1.000000001", "USD 10", "EUR 9", "JPY 10"),
    status: fc.constantFrom("inStock", "low", "outOfStock"),
    time: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ price, time, ...more }) => {
    const [currency = "", amount = ""] = price.split(" ");
    return product({ ...more, id: uuidv7(), price: money(currency, amount), createTime: new Date(time) });
  });

/** What a list must do; part of the suite of every product repository. */
export function describeProductLists(open: OpenRepository): void {
  it.each([
    ["name", ["A b", "AB", "Ab", "Z", "a", "é", "\uffee", "🛒"]],
    ["price", ["EUR 10", "JPY 1", "USD 9", "USD 9.000000001", "USD 10", "USD 100"]],
    ["createTime", ["0", "1", "9", "10", "100"]],
  ] as const)(
    "lists by %s, whatever language the database speaks, and descending the other way",
    async (sortBy, names) => {
      await using opened = await open();
      const sorted = names.map((name) => {
        const [currency = "", amount = ""] = sortBy === "price" ? name.split(" ") : ["USD", "1"];
        const createTime = new Date(sortBy === "createTime" ? Number(name) : 0);
        return product({ name, price: money(currency, amount), createTime });
      });
      await opened.repository.addMissing(sorted.toReversed());

      expect(await opened.repository.list({ ...first, sortBy })).toEqual(sorted);
      expect(await opened.repository.list({ ...first, sortBy, descending: true })).toEqual(sorted.toReversed());
    },
  );

  it.each(["name", "price", "createTime"] as const)(
    "lists those of equal %s in the order of their ids",
    async (sortBy) => {
      await using opened = await open();
      const added = catalogue(5).map((one) => ({ ...one, name: "Same" }));
      await opened.repository.addMissing(added.toReversed());

      expect(await opened.repository.list({ ...first, sortBy })).toEqual(added);
      expect(await opened.repository.list({ ...first, sortBy, descending: true })).toEqual(added.toReversed());
    },
  );

  it("lists only those of the status asked for, and no more than the limit", async () => {
    await using opened = await open();
    const statuses = ["low", "inStock", "low", "outOfStock", "low"] as const;
    await opened.repository.addMissing(statuses.map((status, at) => product({ name: `${at}`, status })));
    const listed = (query: Partial<ProductQuery>) => opened.repository.list({ ...first, sortBy: "name", ...query });

    expect(names(await listed({ status: "low" }))).toEqual(["0", "2", "4"]);
    expect(names(await listed({ status: "low", limit: 2 }))).toEqual(["0", "2"]);
    expect(names(await listed({ status: "outOfStock", descending: true }))).toEqual(["3"]);
  });

  it("goes on after a place whose product has been deleted", async () => {
    await using opened = await open();
    const [a, b, c] = ["A", "B", "C"].map((name) => product({ name }));
    if (a === undefined || b === undefined || c === undefined) throw new Error("three products");
    await opened.repository.addMissing([a, b, c]);
    await opened.repository.remove(b);

    expect(await opened.repository.list({ ...first, sortBy: "name", after: b })).toEqual([c]);
    expect(await opened.repository.list({ ...first, sortBy: "name", after: b, descending: true })).toEqual([a]);
  });

  it("lists every product that is there all the while once, in order, whatever comes and goes between the pages", async () => {
    await using opened = await open();
    const { repository } = opened;

    const lists = fc.asyncProperty(
      fc.record({
        sortBy: fc.constantFrom("name", "price", "createTime"),
        descending: fc.boolean(),
        status: fc.constantFrom(undefined, "inStock", "low", "outOfStock"),
        limit: fc.integer({ min: 1, max: 5 }),
      }),
      fc.array(anyProduct, { maxLength: 12 }),
      fc.array(anyProduct, { maxLength: 6 }),
      fc.array(fc.array(anyProduct, { maxLength: 3 }), { maxLength: 6 }),
      async (query, staying, leaving, coming) => {
        await repository.addMissing([...staying, ...leaving]);
        const batches = [...coming];
        const goers = [...leaving];

        const listed = await listAll(repository, { ...first, ...query }, async () => {
          await repository.addMissing(batches.pop() ?? []);
          const goer = goers.pop();
          if (goer) await repository.remove(goer);
        });

        const all = await listAll(repository, { ...first, ...query, limit: 1_000 }, async () => {});
        const place = new Map(all.map(({ id }, at) => [id, at]));
        const places = listed.flatMap(({ id }) => place.get(id) ?? []);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
        const wanted = staying.filter(({ status }) => query.status === undefined || status === query.status);
        expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(wanted.map(({ id }) => id)));

        for (const one of [...staying, ...leaving, ...coming.flat()]) await repository.remove(one);
      },
    );
    await fc.assert(lists, { numRuns: 50 });
  }, 60_000);
}
