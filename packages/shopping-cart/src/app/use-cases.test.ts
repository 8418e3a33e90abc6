import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { createMemoryCartRepository } from "#adapters/memory/cart-repository.ts";
import { additions } from "../../test/additions.ts";
import { amountOff, createMemoryCatalog, createMemoryDiscounts, MI10T, P40 } from "../../test/price-sources.ts";
import { createUseCases } from "./index.ts";

function createShop() {
  const catalog = createMemoryCatalog();
  const discounts = createMemoryDiscounts();
  const clock = { now: new Date(0) };
  const carts = createMemoryCartRepository();
  const shop = createUseCases({
    carts,
    changes: carts,
    stopping: new AbortController().signal,
    catalog,
    discounts,
    now: () => clock.now,
  });
  return { shop, catalog, discounts, clock };
}

async function seededShop() {
  const opened = createShop();
  await opened.shop.seedCart();
  return opened;
}

describe("createCart()", () => {
  it("answers the empty cart, and refuses a second one", async () => {
    const { shop } = createShop();

    expect(await shop.createCart("alice")).toEqual({ username: "alice", items: [], itemCount: 0, totals: [] });
    await expect(shop.createCart("alice")).rejects.toMatchObject({ code: "CART_ALREADY_EXISTS", subject: "alice" });
  });
});

describe("getCart()", () => {
  it("says that the user has no cart", async () => {
    await expect(createShop().shop.getCart("nobody")).rejects.toMatchObject({
      code: "CART_NOT_FOUND",
      subject: "nobody",
    });
  });
});

const [mi10tInBlack, p40InRed] = [
  { productId: MI10T, color: "Black" },
  { productId: P40, color: "Red" },
];

describe("updateQuantity()", () => {
  const later = new Date("2030-01-02T00:00:00Z");

  it("has fewer at the price that they have, and asks nobody", async () => {
    const { shop, catalog } = await seededShop();

    const { items } = await shop.updateQuantity({ username: "swn", key: p40InRed, quantity: 1 });

    expect(items[1]).toMatchObject({ quantity: 1, listPrice: money("USD", "899"), priceTime: new Date(0) });
    expect(catalog.asked).toEqual([]);
  });

  it("prices the whole item anew when there are more, so that nobody gets more at a price that is over", async () => {
    const { shop, catalog, clock } = await seededShop();
    catalog.products.set(P40, { id: P40, name: "P40 Pro", price: money("USD", "999") });
    clock.now = later;

    const { items, totals } = await shop.updateQuantity({ username: "swn", key: p40InRed, quantity: 4 });

    expect(items[1]).toMatchObject({ productName: "P40 Pro", quantity: 4, priceTime: later });
    expect(totals).toMatchObject([{ total: money("USD", "5394") }]);
  });

  it("refuses more of an item whose discount has expired, and allows fewer", async () => {
    const { shop, discounts } = await seededShop();
    await Array.fromAsync(
      shop.addItems(additions("swn", [{ ...p40InRed, requestId: "1", quantity: 1, discountCode: "CODE_100" }])),
    );
    const validity = { kind: "expired", endTime: later } as const;
    discounts.discounts.set("CODE_100", { ...amountOff("CODE_100", "100"), validity });
    const change = (quantity: number) => shop.updateQuantity({ username: "swn", key: p40InRed, quantity });

    await expect(change(5)).rejects.toMatchObject({
      code: "DISCOUNT_EXPIRED",
      subject: "CODE_100",
      message:
        `Cannot change the quantity of product "${P40}" in colour "Red" in cart "swn": ` +
        `discount "CODE_100" expired at ${later.toISOString()}; give another code for the item`,
    });

    // Just as many: what a retry asks for, perhaps after the discount is over.
    expect((await change(4)).items[1]).toMatchObject({ quantity: 4, discount: money("USD", "100") });
    expect((await change(2)).items[1]).toMatchObject({ quantity: 2, discount: money("USD", "100") });
  });

  it.each([
    { username: "nobody", code: "CART_NOT_FOUND" },
    { username: "swn", code: "ITEM_NOT_FOUND" },
  ])("answers $code for what $username does not have", async ({ username, code }) => {
    const { shop } = await seededShop();
    const key = { productId: P40, color: "Black" };

    await expect(shop.updateQuantity({ username, key, quantity: 1 })).rejects.toMatchObject({ code });
  });
});

describe("removeItems()", () => {
  it("answers the cart without the items, and keeps it so, however often it is called", async () => {
    const { shop } = await seededShop();
    const keys = [p40InRed, { productId: P40, color: "not there" }];

    const cart = await shop.removeItems("swn", keys);

    expect(cart).toMatchObject({ items: [mi10tInBlack], itemCount: 1 });
    expect(await shop.removeItems("swn", keys)).toEqual(cart);
    expect(await shop.getCart("swn")).toEqual(cart);
  });

  it("says that the user has no cart", async () => {
    await expect(createShop().shop.removeItems("nobody", [p40InRed])).rejects.toMatchObject({
      code: "CART_NOT_FOUND",
    });
  });
});

describe("clearCart()", () => {
  it("answers the empty cart, however often it is called", async () => {
    const { shop } = await seededShop();
    const empty = { username: "swn", items: [], itemCount: 0, totals: [] };

    expect(await shop.clearCart("swn")).toEqual(empty);
    expect(await shop.clearCart("swn")).toEqual(empty);
  });

  it("does not let a late retry bring back what was added before", async () => {
    const { shop } = await seededShop();
    const addition = { ...p40InRed, requestId: "1", quantity: 1, discountCode: undefined };
    await Array.fromAsync(shop.addItems(additions("swn", [addition])));
    await shop.clearCart("swn");

    await Array.fromAsync(shop.addItems(additions("swn", [addition])));

    expect(await shop.getCart("swn")).toMatchObject({ itemCount: 0 });
  });

  it("says that the user has no cart", async () => {
    await expect(createShop().shop.clearCart("nobody")).rejects.toMatchObject({ code: "CART_NOT_FOUND" });
  });
});

describe("listItems()", () => {
  it("says whether there are more, and a last page that is full has none", async () => {
    const { shop } = await seededShop();

    const first = await shop.listItems("swn", { after: 0, limit: 1 });
    const last = await shop.listItems("swn", { after: first.items.at(-1)?.position ?? 0, limit: 1 });

    expect([first, last].map(({ items, hasMore }) => [items[0]?.item.productId, hasMore])).toEqual([
      [MI10T, true],
      [P40, false],
    ]);
  });

  it("says that the user has no cart", async () => {
    await expect(createShop().shop.listItems("nobody", { after: 0, limit: 1 })).rejects.toMatchObject({
      code: "CART_NOT_FOUND",
    });
  });
});

describe("seedCart()", () => {
  it("gives swn two Mi10T in black and three P40 in red", async () => {
    const { shop } = await seededShop();

    const { items } = await shop.getCart("swn");

    expect(items.map((item) => [item.quantity, item.productName, item.color, item.listPrice])).toEqual([
      [2, "Mi10T", "Black", money("USD", "699")],
      [3, "P40", "Red", money("USD", "899")],
    ]);
  });

  it("leaves a cart that is there as it is", async () => {
    const { shop } = await seededShop();
    await shop.removeItems("swn", [p40InRed]);
    await shop.seedCart();

    expect((await shop.getCart("swn")).items).toHaveLength(1);
  });
});
