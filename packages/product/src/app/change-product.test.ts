import { money } from "@hexmart/money";
import { fakeClock } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { createMemoryBulkInserts } from "#adapters/memory/bulk-inserts.ts";
import { createMemoryProductRepository } from "#adapters/memory/product-repository.ts";
import type { ProductRepository } from "#ports/product-repository.ts";
import { createUseCases } from "./index.ts";

const id = "0197f000-0000-7000-8000-00000000abcd";
const draft = { id, name: "Mi10T", description: "", price: money("USD", "699"), status: "inStock" } as const;

/** A shop with one product. */
async function openShop() {
  const clock = fakeClock();
  const products = createMemoryProductRepository();
  let etags = 0;
  const bulkInserts = createMemoryBulkInserts(products);
  const made = { now: clock.now, newId: () => id, newEtag: () => `etag ${++etags}` };
  const useCases = createUseCases({ products, bulkInserts, ...made });
  return { clock, products, useCases, created: await useCases.createProduct(draft) };
}

/** Does something once, just before the next call of a method: what a caller at the same time would do. */
function interpose(products: ProductRepository, method: "replace" | "remove", meanwhile: () => Promise<unknown>) {
  const original = products[method].bind(products) as (...args: unknown[]) => Promise<never>;
  const interposed = async (...args: unknown[]) => {
    Object.assign(products, { [method]: original });
    await meanwhile();
    return original(...args);
  };
  Object.assign(products, { [method]: interposed });
}

const update = { id, changes: { status: "low" }, etag: undefined } as const;

describe("updateProduct()", () => {
  it("answers what it has stored, with another etag", async () => {
    const { useCases, clock, created } = await openShop();
    await clock.advance(1_000);

    const updated = await useCases.updateProduct({ ...update, etag: created.etag });

    expect(updated).toEqual({ ...created, status: "low", etag: "etag 2", updateTime: clock.now() });
    expect(await useCases.getProduct(id)).toEqual(updated);
  });

  it("makes both of two changes at the same time, when neither was made on a condition", async () => {
    const { useCases, products } = await openShop();
    interpose(products, "replace", () => useCases.updateProduct({ ...update, changes: { name: "Mi11" } }));

    expect(await useCases.updateProduct(update)).toMatchObject({ name: "Mi11", status: "low" });
  });

  it("refuses the later of two changes that were made on a condition, even at the last moment", async () => {
    const { useCases, products, created } = await openShop();
    const other = { ...update, changes: { name: "Mi11" }, etag: created.etag };
    interpose(products, "replace", () => useCases.updateProduct(other));

    await expect(useCases.updateProduct({ ...update, etag: created.etag })).rejects.toMatchObject({
      code: "PRODUCT_CHANGED",
      productId: id,
      message: expect.stringContaining(`Cannot update product "${id}"`),
    });
    expect(await useCases.getProduct(id)).toMatchObject({ name: "Mi11", status: "inStock" });
  });

  it("answers the same when it is called again with the same etag, so that a retry is safe", async () => {
    const { useCases, created } = await openShop();
    const updated = await useCases.updateProduct({ ...update, etag: created.etag });

    expect(await useCases.updateProduct({ ...update, etag: created.etag })).toEqual(updated);
  });

  it("knows an id in capital letters, and creates nothing", async () => {
    const { useCases } = await openShop();
    const unknown = id.replace("abcd", "abce");

    expect(await useCases.updateProduct({ ...update, id: id.toUpperCase() })).toMatchObject({ id, status: "low" });
    await expect(useCases.updateProduct({ ...update, id: unknown })).rejects.toMatchObject({
      code: "PRODUCT_NOT_FOUND",
    });
  });
});

describe("deleteProduct()", () => {
  it("deletes it, once", async () => {
    const { useCases, created } = await openShop();

    await useCases.deleteProduct(id.toUpperCase(), created.etag);

    await expect(useCases.deleteProduct(id, created.etag)).rejects.toMatchObject({ code: "PRODUCT_NOT_FOUND" });
  });

  it("keeps one that has changed since its etag was read, even at the last moment", async () => {
    const { useCases, products, created } = await openShop();
    interpose(products, "remove", () => useCases.updateProduct(update));

    await expect(useCases.deleteProduct(id, created.etag)).rejects.toMatchObject({ code: "PRODUCT_CHANGED" });
    expect(await useCases.getProduct(id)).toMatchObject({ status: "low" });
  });

  it("deletes one that changes just then, when it was told so on no condition", async () => {
    const { useCases, products } = await openShop();
    interpose(products, "remove", () => useCases.updateProduct(update));

    await useCases.deleteProduct(id);

    await expect(useCases.getProduct(id)).rejects.toMatchObject({ code: "PRODUCT_NOT_FOUND" });
  });
});

describe("listProducts()", () => {
  it("says whether there are more, and a last page that is full has none", async () => {
    const { useCases } = await openShop();
    await useCases.createProduct({ ...draft, id: id.replace("abcd", "abce"), name: "P40" });
    const first = { status: undefined, sortBy: "name", descending: false, after: undefined, limit: 1 } as const;

    const page = await useCases.listProducts(first);
    const last = await useCases.listProducts({ ...first, after: page.products.at(-1) });

    expect([page.products.map(({ name }) => name), page.hasMore]).toEqual([["Mi10T"], true]);
    expect([last.products.map(({ name }) => name), last.hasMore]).toEqual([["P40"], false]);
  });
});
