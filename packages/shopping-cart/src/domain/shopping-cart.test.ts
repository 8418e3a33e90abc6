import { money, zero } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { type Item, totalsOf } from "./shopping-cart.ts";

const item = (productId: string, color: string, quantity: number, listPrice = money("USD", "100")): Item => ({
  productId,
  color,
  productName: productId,
  quantity,
  listPrice,
  discountCode: undefined,
  discount: zero(listPrice.currencyCode),
  priceTime: new Date(0),
});

describe("totalsOf()", () => {
  it("has nothing to say of nothing", () => {
    expect(totalsOf([])).toEqual([]);
  });

  it("sums list prices, discounts and what is to be paid", () => {
    const discounted = { ...item("Mi10T", "Black", 2, money("USD", "699.90")), discount: money("USD", "100") };

    expect(totalsOf([discounted, item("P40", "Red", 3)])).toEqual([
      { listTotal: money("USD", "1699.80"), discountTotal: money("USD", "200"), total: money("USD", "1499.80") },
    ]);
  });

  it("keeps currencies apart", () => {
    const items = [item("a", "", 2), item("b", "", 3, money("EUR", "0.10")), item("c", "", 1)];

    const totals = totalsOf(items);

    expect(totals.map(({ total }) => total)).toEqual([money("USD", "300"), money("EUR", "0.30")]);
  });
});
