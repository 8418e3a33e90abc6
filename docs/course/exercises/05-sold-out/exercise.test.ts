// packages/shopping-cart/src/adapters/grpc/exercise-05.test.ts
import { ProductStatus } from "@hexmart/contracts/product/v1/product";
import { ItemOutcome } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { describe, expect, it } from "@jest/globals";
import { A50, P40 } from "../../../test/price-sources.ts";
import { chunksFor, openShop, usd, want } from "../../../test/shop.ts";

/** The composed cart, beside a product service that has so many P40 left. */
async function shopWith(status: ProductStatus) {
  const shop = await openShop();
  const { products } = shop.product;
  const p40 = products.get(P40);
  if (p40 !== undefined) products.set(P40, { ...p40, status });
  return shop;
}

describe("AddItems, of a product that is sold out", () => {
  it("refuses the item, says why, and adds the others", async () => {
    await using shop = await shopWith(ProductStatus.OUT_OF_STOCK);
    const [wanted, other] = [want(P40, 1), want(A50, 1)];

    const answer = await shop.worker.addItems(chunksFor("swn", [wanted, other]));

    expect(answer).toMatchObject({
      addedCount: 1n,
      refusedCount: 1n,
      results: [
        {
          requestId: wanted.requestId,
          outcome: expect.any(Number),
          message: `Cannot add item to cart "swn": product "${P40}" is sold out`,
        },
      ],
    });
    expect(Object.entries(ItemOutcome)).toContainEqual(["PRODUCT_SOLD_OUT", answer.results[0]?.outcome]);
  });

  it("leaves alone what the cart holds of it already, at the price that it had", async () => {
    await using shop = await shopWith(ProductStatus.OUT_OF_STOCK);
    const before = await shop.worker.getShoppingCart({ username: "swn" });

    await shop.worker.addItems(chunksFor("swn", [want(P40, 1, { color: "Red" })]));

    expect(await shop.worker.getShoppingCart({ username: "swn" })).toEqual(before);
  });

  it.each([ProductStatus.IN_STOCK, ProductStatus.LOW, 99 as ProductStatus])(
    "adds one with status %d",
    async (status) => {
      await using shop = await shopWith(status);

      const answer = await shop.worker.addItems(chunksFor("swn", [want(P40, 1)]));

      expect(answer).toMatchObject({ addedCount: 1n, refusedCount: 0n });
      expect(answer.totals[0]?.listTotal).toEqual(usd(2 * 699 + 3 * 899 + 899));
    },
  );
});
