import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { createMemoryCartRepository } from "#adapters/memory/cart-repository.ts";
import { createMemoryCatalog, createMemoryDiscounts, MI10T, P40 } from "../../test/price-sources.ts";
import { createUseCases } from "./index.ts";

const createShop = () =>
  createUseCases({
    carts: createMemoryCartRepository(),
    catalog: createMemoryCatalog(),
    discounts: createMemoryDiscounts(),
    now: () => new Date(0),
  });

describe("createCart()", () => {
  it("answers the empty cart, and refuses a second one", async () => {
    const shop = createShop();

    expect(await shop.createCart("alice")).toEqual({ username: "alice", items: [], itemCount: 0, totals: [] });
    await expect(shop.createCart("alice")).rejects.toMatchObject({ code: "CART_ALREADY_EXISTS", subject: "alice" });
  });
});

describe("getCart()", () => {
  it("says that the user has no cart", async () => {
    await expect(createShop().getCart("nobody")).rejects.toMatchObject({ code: "CART_NOT_FOUND", subject: "nobody" });
  });
});

describe("removeItem()", () => {
  it("answers the cart without the item, and keeps it so", async () => {
    const shop = createShop();
    await shop.seedCart();

    const cart = await shop.removeItem("swn", { productId: P40, color: "Red" });

    expect(cart.items.map(({ productId }) => productId)).toEqual([MI10T]);
    expect(await shop.getCart("swn")).toEqual(cart);
  });

  it.each([
    { username: "nobody", code: "CART_NOT_FOUND" },
    { username: "swn", code: "ITEM_NOT_FOUND" },
  ])("answers $code for what $username does not have", async ({ username, code }) => {
    const shop = createShop();
    await shop.seedCart();

    await expect(shop.removeItem(username, { productId: P40, color: "Black" })).rejects.toMatchObject({ code });
  });
});

describe("seedCart()", () => {
  it("gives swn two Mi10T in black and three P40 in red", async () => {
    const shop = createShop();
    await shop.seedCart();

    const { items } = await shop.getCart("swn");

    expect(items.map((item) => [item.quantity, item.productName, item.color, item.listPrice])).toEqual([
      [2, "Mi10T", "Black", money("USD", "699")],
      [3, "P40", "Red", money("USD", "899")],
    ]);
  });

  it("leaves a cart that is there as it is", async () => {
    const shop = createShop();
    await shop.seedCart();
    await shop.removeItem("swn", { productId: P40, color: "Red" });
    await shop.seedCart();

    expect((await shop.getCart("swn")).items).toHaveLength(1);
  });
});
