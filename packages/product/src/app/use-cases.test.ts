import { money, toDecimal } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { createMemoryBulkInserts } from "#adapters/memory/bulk-inserts.ts";
import { createMemoryProductRepository } from "#adapters/memory/product-repository.ts";
import { type Product, type ProductDraft, productFrom } from "#domain/product.ts";
import { seeds } from "#domain/seeds.ts";
import { createUseCases } from "./index.ts";

const nthId = (n: number) => `0197f000-0000-7000-8000-${n.toString().padStart(12, "0")}`;
const draft = (overrides: Partial<ProductDraft> = {}): ProductDraft => ({
  id: nthId(900),
  name: "Mi10T",
  description: "New Xiaomi Phone Mi10T",
  price: money("USD", "699"),
  status: "inStock",
  ...overrides,
});

/** An empty shop whose clock shows a second more at every look, and whose ids count. */
function emptyShop() {
  const products = createMemoryProductRepository();
  let seconds = 0;
  let ids = 0;
  const now = () => new Date(Date.UTC(2026, 6, 1) + 1000 * seconds++);
  const newId = () => nthId(++ids);
  let etags = 0;
  const newEtag = () => `etag ${++etags}`;
  const bulkInserts = createMemoryBulkInserts(products);
  return { products, useCases: createUseCases({ products, bulkInserts, now, newId, newEtag }) };
}

describe("createProduct()", () => {
  it("stores the draft with the time of the service's clock", async () => {
    const { useCases } = emptyShop();

    const created = await useCases.createProduct(draft());

    const [createTime, updateTime] = [new Date("2026-07-01T00:00:00Z"), new Date("2026-07-01T00:00:00Z")];
    expect(created).toEqual({ ...draft(), createTime, updateTime, etag: "etag 1" });
    expect(await useCases.getProduct(nthId(900))).toEqual(created);
  });

  it("makes an id when the draft has none", async () => {
    const { useCases } = emptyShop();

    expect((await useCases.createProduct(draft({ id: undefined }))).id).toBe(nthId(1));
  });

  it("answers a retry with what is stored, and the first time", async () => {
    const { useCases } = emptyShop();
    const first = await useCases.createProduct(draft());

    expect(await useCases.createProduct(draft())).toEqual(first);
  });

  it("refuses other content under an id that is taken, and keeps what is stored", async () => {
    const { useCases } = emptyShop();
    const first = await useCases.createProduct(draft());

    await expect(useCases.createProduct(draft({ name: "Mi11" }))).rejects.toMatchObject({
      code: "PRODUCT_ALREADY_EXISTS",
      productId: nthId(900),
      message: expect.stringContaining(`Cannot create product "${nthId(900)}"`),
    });
    expect(await useCases.getProduct(nthId(900))).toEqual(first);
  });

  it("keeps a price that a float loses", async () => {
    const { useCases } = emptyShop();
    await useCases.createProduct(draft({ price: money("USD", "123456789.100000001") }));

    expect(toDecimal((await useCases.getProduct(nthId(900))).price)).toBe("123456789.100000001");
  });

  it("stores one product when two calls race for its id", async () => {
    const { useCases } = emptyShop();

    const outcomes = await Promise.allSettled(["A", "B"].map((name) => useCases.createProduct(draft({ name }))));

    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("getProduct()", () => {
  it("says that an unknown product does not exist", async () => {
    const { useCases } = emptyShop();

    await expect(useCases.getProduct(nthId(404))).rejects.toMatchObject({
      code: "PRODUCT_NOT_FOUND",
      productId: nthId(404),
      message: `Product "${nthId(404)}" does not exist`,
    });
  });

  it("knows an id in capital letters", async () => {
    const { useCases } = emptyShop();
    const { id } = await useCases.createProduct(draft({ id: "0197f000-0000-7000-8000-00000000abcd" }));

    expect((await useCases.getProduct(id.toUpperCase())).id).toBe(id);
  });
});

describe("batchGetProducts()", () => {
  it("answers in the order asked for, and names the ids that no product has as they were asked", async () => {
    const { useCases } = emptyShop();
    await useCases.seedProducts();
    const unknown = "0197F000-0000-7000-8000-00000000ABCD";

    const batch = await useCases.batchGetProducts([seeds[2].id, unknown, seeds[0].id.toUpperCase()]);

    expect(batch.found.map(({ name }) => name)).toEqual(["A50", "Mi10T"]);
    expect(batch.notFoundIds).toEqual([unknown]);
  });

  it("answers offers in the same way, with their names and prices alone", async () => {
    const { useCases } = emptyShop();
    await useCases.seedProducts();
    const unknown = nthId(1);

    const { found, notFoundIds } = await useCases.batchGetOffers([seeds[2].id, unknown]);

    expect(found).toEqual([{ id: seeds[2].id, name: "A50", price: seeds[2].price }]);
    expect(notFoundIds).toEqual([unknown]);
  });

  it("looks all ids up at once", async () => {
    const { products } = emptyShop();
    const lookUps: (readonly string[])[] = [];
    const findByIds = async (ids: readonly string[]) => {
      lookUps.push(ids);
      return products.findByIds(ids);
    };
    const made = { now: () => new Date(0), newId: String, newEtag: String };
    const ports = { bulkInserts: createMemoryBulkInserts(products), ...made };
    const useCases = createUseCases({ ...ports, products: { ...products, findByIds } });

    await useCases.batchGetProducts([nthId(1), nthId(2), nthId(3)]);

    expect(lookUps).toEqual([[nthId(1), nthId(2), nthId(3)]]);
  });
});

describe("streamProducts()", () => {
  it("answers chunks of a hundred at most", async () => {
    const { useCases, products } = emptyShop();
    const made = { newId: () => "", newEtag: () => "first", now: new Date(0) };
    await products.addMissing(Array.from({ length: 250 }, (_, n) => productFrom(draft({ id: nthId(n) }), made)));
    const signal = new AbortController().signal;

    const chunks = await Array.fromAsync(useCases.streamProducts({ order: "oldestFirst", signal }));

    expect(chunks.map(({ length }: readonly Product[]) => length)).toEqual([100, 100, 50]);
  });
});

describe("seedProducts()", () => {
  it("does not bring back a product that was deleted", async () => {
    const { useCases } = emptyShop();
    await useCases.seedProducts();
    await useCases.deleteProduct(seeds[0].id);

    await useCases.seedProducts();

    await expect(useCases.getProduct(seeds[0].id)).rejects.toMatchObject({ code: "PRODUCT_NOT_FOUND" });
  });

  it("stores the three phones, and changes nothing the second time", async () => {
    const { useCases } = emptyShop();
    await useCases.seedProducts();
    const first = await useCases.batchGetProducts(seeds.map(({ id }) => id));
    await useCases.seedProducts();

    expect(await useCases.batchGetProducts(seeds.map(({ id }) => id))).toEqual(first);
    expect(first.found.map(({ name, price, status }) => [name, toDecimal(price), status])).toEqual([
      ["Mi10T", "699", "inStock"],
      ["P40", "899", "inStock"],
      ["A50", "399", "inStock"],
    ]);
  });
});
