import { DiscountState } from "@hexmart/contracts/discount/v1/discount";
import { ItemOutcome } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { describe, expect, it } from "@jest/globals";
import { A50, P40 } from "./price-sources.ts";
import { chunksFor, openShop, want } from "./shop.ts";

const NOBODY = { resourceType: "hexmart.shopping_cart.v1.ShoppingCart", resourceName: "nobody" };

describe("the shopping-cart service refuses", () => {
  it("what is asked of a user without a cart, and creates none by the way", async () => {
    await using shop = await openShop();
    const refused = { code: "NOT_FOUND", details: { resourceInfo: NOBODY } };
    const username = "nobody";

    await expect(shop.worker.getShoppingCart({ username })).rejects.toMatchObject(refused);
    await expect(shop.worker.listShoppingCartItems({ username })).rejects.toMatchObject(refused);
    await expect(shop.worker.removeItem({ username, productId: P40 })).rejects.toMatchObject(refused);
    await expect(shop.worker.clearShoppingCart({ username })).rejects.toMatchObject(refused);
    await expect(shop.worker.addItems(chunksFor(username, [want(P40, 1)]))).rejects.toMatchObject(refused);
    await expect(shop.worker.getShoppingCart({ username })).rejects.toMatchObject(refused);
  });

  it("another quantity of an item that the cart does not hold, and names it", async () => {
    await using shop = await openShop();

    await expect(
      shop.worker.updateQuantity({ username: "swn", productId: P40, color: "Pink", quantity: 1 }),
    ).rejects.toMatchObject({
      code: "NOT_FOUND",
      details: { resourceInfo: { resourceType: "hexmart.shopping_cart.v1.Item", resourceName: `${P40}/Pink` } },
    });
  });

  it("a discount code that does not exist, and names it", async () => {
    await using shop = await openShop();
    const item = want(P40, 1, { discountCode: "NOPE" });

    expect(await shop.worker.addItems(chunksFor("swn", [item]))).toMatchObject({
      refusedCount: 1n,
      refusalCounts: [{ outcome: ItemOutcome.DISCOUNT_NOT_FOUND, count: 1n }],
      results: [
        {
          requestId: item.requestId,
          outcome: ItemOutcome.DISCOUNT_NOT_FOUND,
          message: 'Cannot add item to cart "swn": discount "NOPE" does not exist',
        },
      ],
    });
  });

  it("a discount in another currency than the price", async () => {
    await using shop = await openShop();
    const reduction = { case: "amountOff", value: { currencyCode: "EUR", units: 10n } } as const;
    shop.discount.discounts.set("EURO", { code: "EURO", state: DiscountState.ACTIVE, reduction });

    expect(await shop.worker.addItems(chunksFor("swn", [want(P40, 1, { discountCode: "EURO" })]))).toMatchObject({
      results: [{ outcome: ItemOutcome.DISCOUNT_CURRENCY_MISMATCH, message: expect.stringContaining("EUR") }],
    });
  });

  it.each([
    { state: DiscountState.EXPIRED, outcome: ItemOutcome.DISCOUNT_EXPIRED, what: "has expired" },
    { state: DiscountState.SCHEDULED, outcome: ItemOutcome.DISCOUNT_NOT_YET_VALID, what: "is not valid yet" },
  ])("a discount that $what, names it, and adds the rest", async ({ state, outcome }) => {
    await using shop = await openShop();
    const [startTime, endTime] = [{ seconds: 1_900_000_000n }, { seconds: 1_950_000_000n }];
    const reduction = { case: "percentOff", value: { basisPoints: 1_000 } } as const;
    shop.discount.discounts.set("SPRING", { code: "SPRING", state, startTime, endTime, reduction });

    expect(
      await shop.worker.addItems(chunksFor("swn", [want(P40, 1, { discountCode: "SPRING" }), want(A50, 1)])),
    ).toMatchObject({
      addedCount: 1n,
      results: [{ outcome, message: expect.stringContaining('discount "SPRING"') }],
    });
    const { shoppingCart } = await shop.worker.getShoppingCart({ username: "swn" });
    expect(shoppingCart?.items.map(({ productName }) => productName)).toEqual(["Mi10T", "P40", "A50"]);
  });

  it.each([
    { what: "reduction that it knows", answer: { state: DiscountState.ACTIVE } },
    {
      what: "state",
      answer: { reduction: { case: "percentOff", value: { basisPoints: 1_000 } } } as const,
    },
  ])("to take a discount for none when the answer names no $what", async ({ answer }) => {
    await using shop = await openShop();
    shop.discount.discounts.set("NEW", { code: "NEW", ...answer });

    await expect(shop.worker.addItems(chunksFor("swn", [want(P40, 1, { discountCode: "NEW" })]))).rejects.toMatchObject(
      { code: "INTERNAL" },
    );
  });

  it("more than 50,000 pieces of an item", async () => {
    await using shop = await openShop();
    const chunk = Array.from({ length: 6 }, () => want(A50, 10_000));

    expect(await shop.worker.addItems(chunksFor("swn", chunk))).toMatchObject({
      addedCount: 1n,
      mergedCount: 4n,
      results: [{ requestId: chunk[5]?.requestId, outcome: ItemOutcome.QUANTITY_TOO_LARGE }],
    });
  });

  it("a stream for two users, but keeps what came before", async () => {
    await using shop = await openShop();
    await shop.worker.createShoppingCart({ username: "alice" });
    async function* stream() {
      yield { username: "alice", items: [want(P40, 1)] };
      yield { username: "swn", items: [want(A50, 1)] };
    }

    await expect(shop.worker.addItems(stream())).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      details: { badRequest: { fieldViolations: [{ field: "username" }] } },
    });
    const { shoppingCart } = await shop.worker.getShoppingCart({ username: "alice" });
    expect(shoppingCart?.items).toHaveLength(1);
  });

  it("a stream without a message, since no cart is named", async () => {
    await using shop = await openShop();

    await expect(shop.worker.addItems(chunksFor("swn"))).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  it.each([0, -1, 50_001])("to update a quantity to %d", async (quantity) => {
    await using shop = await openShop();

    await expect(
      shop.worker.updateQuantity({ username: "swn", productId: P40, color: "Red", quantity }),
    ).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      details: { badRequest: { fieldViolations: [{ field: "quantity" }] } },
    });
  });

  it("the page token of another cart", async () => {
    await using shop = await openShop();
    await shop.worker.createShoppingCart({ username: "alice" });
    const { nextPageToken } = await shop.worker.listShoppingCartItems({ username: "swn", pageSize: 1 });

    await expect(
      shop.worker.listShoppingCartItems({ username: "alice", pageToken: nextPageToken }),
    ).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      details: { badRequest: { fieldViolations: [{ field: "page_token" }] } },
    });
  });

  it.each([
    { what: "a quantity of nothing", item: { quantity: 0 }, field: "items[0].quantity" },
    { what: "a quantity below nothing", item: { quantity: -1 }, field: "items[0].quantity" },
    { what: "a product id that is none", item: { productId: "1" }, field: "items[0].product_id" },
    { what: "a request without an id", item: { requestId: "" }, field: "items[0].request_id" },
    { what: "a colour with a NUL character", item: { color: "Bl\0ck" }, field: "items[0].color" },
  ])("$what", async ({ item, field }) => {
    await using shop = await openShop();

    await expect(shop.worker.addItems(chunksFor("swn", [want(P40, 1, item)]))).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      details: { badRequest: { fieldViolations: [{ field }] } },
    });
  });

  it("a username with a NUL character", async () => {
    await using shop = await openShop("PostgreSQL");

    await expect(shop.worker.createShoppingCart({ username: "al\0ice" })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      details: { badRequest: { fieldViolations: [{ field: "username" }] } },
    });
  });
});
