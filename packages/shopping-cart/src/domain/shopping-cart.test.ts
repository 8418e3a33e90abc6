import { money, zero } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { type Cart, createCart, type Item, removeItem, totalsOf } from "./shopping-cart.ts";

const item = (productId: string, color: string, quantity: number, listPrice = money("USD", "100")): Item => ({
  productId,
  color,
  productName: productId,
  quantity,
  listPrice,
  discountCode: undefined,
  discount: zero(listPrice.currencyCode),
});

const cart: Cart = {
  username: "alice",
  items: [item("P40", "Red", 3), item("P40", "Black", 1), item("A50", "Red", 2)],
};

describe("createCart()", () => {
  it("is empty, and an empty cart has no totals", () => {
    expect(createCart("alice")).toEqual({ username: "alice", items: [] });
    expect(totalsOf(createCart("alice"))).toEqual([]);
  });
});

describe("removeItem()", () => {
  it("removes the product in that colour, whatever its quantity, and leaves the rest in order", () => {
    expect(removeItem(cart, { productId: "P40", color: "Red" }).items).toEqual([cart.items[1], cart.items[2]]);
  });

  it.each([
    { productId: "P40", color: "Pink" },
    { productId: "P40", color: "red" },
    { productId: "MI", color: "Red" },
  ])("says that the cart does not hold $productId in $color", (key) => {
    expect(() => removeItem(cart, key)).toThrow(
      expect.objectContaining({ code: "ITEM_NOT_FOUND", subject: `${key.productId}/${key.color}` }),
    );
  });
});

describe("totalsOf()", () => {
  it("sums list prices, discounts and what is to be paid", () => {
    const discounted = { ...item("Mi10T", "Black", 2, money("USD", "699.90")), discount: money("USD", "100") };

    expect(totalsOf({ username: "alice", items: [discounted, item("P40", "Red", 3)] })).toEqual([
      { listTotal: money("USD", "1699.80"), discountTotal: money("USD", "200"), total: money("USD", "1499.80") },
    ]);
  });

  it("keeps currencies apart", () => {
    const items = [item("a", "", 2), item("b", "", 3, money("EUR", "0.10")), item("c", "", 1)];

    const totals = totalsOf({ username: "alice", items });

    expect(totals.map(({ total }) => total)).toEqual([money("USD", "300"), money("EUR", "0.30")]);
  });
});
