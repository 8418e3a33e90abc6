import { money } from "@hexmart/money";
import { fakeClock } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { createMemoryBulkInserts } from "#adapters/memory/bulk-inserts.ts";
import { createMemoryProductRepository } from "#adapters/memory/product-repository.ts";
import type { ProductDraft } from "#domain/product.ts";
import { createUseCases } from "./index.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const request = "7d4a4d4c-0b9a-4a0e-8f0e-2f6a3a4c1b11";
const id = "0197f000-0000-7000-8000-000000000900";
const draft: ProductDraft = {
  name: "Mi10T",
  description: "New Xiaomi Phone Mi10T",
  price: money("USD", "699"),
  status: "inStock",
};

function emptyShop() {
  const clock = fakeClock();
  const products = createMemoryProductRepository();
  let made = 0;
  const newId = () => `0197f000-0000-7000-8000-${`${++made}`.padStart(12, "0")}`;
  const ports = { products, bulkInserts: createMemoryBulkInserts(products), now: clock.now, newId };
  return { clock, products, useCases: createUseCases({ ...ports, newEtag: () => `${++made}` }) };
}

describe("createProduct() with a request id", () => {
  it("creates one product, however often it is called, although the service makes the id", async () => {
    const { useCases, clock } = emptyShop();
    const first = await useCases.createProduct(draft, request);
    await clock.advance(DAY_MS);

    expect(await useCases.createProduct(draft, request.toUpperCase())).toEqual(first);
  });

  it("creates one product when two such calls race", async () => {
    const { useCases } = emptyShop();

    const [a, b] = await Promise.all([useCases.createProduct(draft, request), useCases.createProduct(draft, request)]);

    expect(a).toEqual(b);
  });

  it("answers a product that has changed since as it is now", async () => {
    const { useCases } = emptyShop();
    const first = await useCases.createProduct(draft, request);
    const changed = await useCases.updateProduct({ id: first.id, changes: { status: "low" }, etag: undefined });

    expect(await useCases.createProduct(draft, request)).toEqual(changed);
  });

  it("does not bring back a product that has been deleted since", async () => {
    const { useCases } = emptyShop();
    const first = await useCases.createProduct({ ...draft, id }, request);
    await useCases.deleteProduct(first.id);

    await expect(useCases.createProduct({ ...draft, id }, request)).rejects.toMatchObject({
      code: "PRODUCT_NOT_FOUND",
      productId: id,
    });
  });

  it("refuses other content for the same request, and names the request", async () => {
    const { useCases } = emptyShop();
    await useCases.createProduct(draft, request);

    await expect(useCases.createProduct({ ...draft, name: "Mi11" }, request)).rejects.toMatchObject({
      code: "REQUEST_ID_REUSED",
      requestId: request,
      message: expect.stringContaining(`request "${request}"`),
    });
  });

  it("creates a product for each request, be their content the same", async () => {
    const { useCases } = emptyShop();
    const other = "7d4a4d4c-0b9a-4a0e-8f0e-2f6a3a4c1b12";

    const [first, second] = [await useCases.createProduct(draft, request), await useCases.createProduct(draft, other)];

    expect(second.id).not.toBe(first.id);
  });

  it("answers the stored product when another request, or none, created the same one", async () => {
    const { useCases } = emptyShop();
    const first = await useCases.createProduct({ ...draft, id });

    expect(await useCases.createProduct({ ...draft, id }, request)).toEqual(first);
  });

  it("does not remember a request that it refused, so that the caller may mend it", async () => {
    const { useCases } = emptyShop();
    await useCases.createProduct({ ...draft, id });

    await expect(useCases.createProduct({ ...draft, id, name: "Mi11" }, request)).rejects.toMatchObject({
      code: "PRODUCT_ALREADY_EXISTS",
    });
    expect(await useCases.createProduct({ ...draft, name: "Mi11" }, request)).toMatchObject({ name: "Mi11" });
  });

  it("remembers a request for a day, and not longer", async () => {
    const { useCases, clock } = emptyShop();
    const first = await useCases.createProduct(draft, request);
    await clock.advance(DAY_MS + 1);

    expect((await useCases.createProduct(draft, request)).id).not.toBe(first.id);
  });
});

describe("createProduct()", () => {
  it("creates it when the one that was in the way is deleted just then", async () => {
    const { products, useCases } = emptyShop();
    await useCases.createProduct({ ...draft, id, name: "Mi11" });
    const { findByIds } = products;
    products.findByIds = async (ids) => {
      products.findByIds = findByIds;
      await useCases.deleteProduct(id);
      return findByIds(ids);
    };

    expect(await useCases.createProduct({ ...draft, id })).toMatchObject(draft);
  });
});
