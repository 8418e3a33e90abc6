// packages/product/src/adapters/grpc/exercise-03.test.ts
import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { createMemoryBulkInserts } from "#adapters/memory/bulk-inserts.ts";
import { createMemoryProductRepository } from "#adapters/memory/product-repository.ts";
import { createUseCases } from "#app/index.ts";
import { toRpcError } from "./errors.ts";

let made = 0;
const app = () => {
  const products = createMemoryProductRepository();
  return createUseCases({
    products,
    bulkInserts: createMemoryBulkInserts(products),
    now: () => new Date("2026-07-01T12:00:00Z"),
    newId: () => `0197f000-0000-7000-8000-${String(++made).padStart(12, "0")}`,
    newEtag: () => `etag ${++made}`,
  });
};

/** A product of that price, and a way to change it, by any etag or by that of a product which has changed since. */
async function priced(currency: string, amount: string) {
  const useCases = app();
  const draft = { name: "Mi10T", description: "", price: money(currency, amount), status: "inStock" } as const;
  const { id, etag: first } = await useCases.createProduct(draft);
  return {
    id,
    first,
    change: (currency: string, amount: string, etag?: string) =>
      useCases.updateProduct({ id, changes: { price: money(currency, amount) }, etag }),
    rename: () => useCases.updateProduct({ id, changes: { name: "Mi11" }, etag: undefined }),
  };
}

describe("a price that jumps", () => {
  it.each([
    ["a point forgotten", "899", "89900"],
    ["a point too far to the left", "899", "8.99"],
    ["given away", "899", "0"],
  ])("is refused: %s", async (_what, before, after) => {
    const product = await priced("USD", before);

    await expect(product.change("USD", after)).rejects.toMatchObject({
      code: "PRODUCT_PRICE_JUMPED",
      productId: product.id,
      message: expect.stringMatching(`^Cannot update product "${product.id}": .*${before} USD.*${after} USD`),
    });
  });

  it("is FAILED_PRECONDITION on the wire, with a violation that a program can read", async () => {
    const product = await priced("USD", "899");
    const error = await product.change("USD", "89900").catch((error: unknown) => error);

    expect(toRpcError(error)).toMatchObject({
      code: "FAILED_PRECONDITION",
      details: { preconditionFailure: { violations: [{ type: "PRODUCT_PRICE_JUMPED", subject: product.id }] } },
    });
  });

  it.each([
    ["ten times as much", "USD", "899", "USD", "8990"],
    ["a tenth", "USD", "899", "USD", "89.9"],
    ["more than nothing", "USD", "0", "USD", "899"],
    ["in another currency, whose worth nobody knows here", "USD", "899", "JPY", "140000"],
  ])("is none when it is %s", async (_what, currency, before, other, after) => {
    const product = await priced(currency, before);

    expect(await product.change(other, after)).toMatchObject({ price: money(other, after) });
  });

  it("is found by whoever decides on what is stored: who has an old etag is told of that first", async () => {
    const product = await priced("USD", "899");
    await product.rename();

    await expect(product.change("USD", "89900", product.first)).rejects.toMatchObject({ code: "PRODUCT_CHANGED" });
  });
});
