import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { amountOff } from "../../test/price-sources.ts";
import { type Applied, addItems, missingPrices, type NewItem } from "./additions.ts";
import type { Discount, Prices } from "./prices.ts";
import { keyOf, MAX_ITEMS, MAX_QUANTITY, type Slice } from "./shopping-cart.ts";

const NOW = new Date("2030-01-01T00:00:00Z");

let requests = 0;
const want = (productId: string, quantity = 1, more: Partial<NewItem> = {}): NewItem => ({
  requestId: `request ${requests++}`,
  productId,
  color: "Black",
  quantity,
  discountCode: undefined,
  ...more,
});

const priceList = (products: Record<string, string>, discounts: Record<string, string> = {}): Prices => ({
  products: new Map(
    Object.entries(products).map(([id, price]) => [id, { id, name: `Phone ${id}`, price: money("USD", price) }]),
  ),
  discounts: new Map(Object.entries(discounts).map(([code, amount]) => [code, amountOff(code, amount)])),
  time: NOW,
});

const empty: Slice = { username: "alice", items: [], itemCount: 0 };
const prices = priceList({ P40: "899", A50: "399" }, { CODE_100: "100", CODE_300: "300", HUGE: "5000" });

/** All items of a cart after additions, and what became of each of those. */
function add(
  cart: Slice,
  additions: readonly NewItem[],
  prices: Prices,
  applied: ReadonlyMap<string, Applied> = new Map(),
) {
  const { changed, outcomes } = addItems(cart, additions, { prices, applied });
  const items = [...new Map([...cart.items, ...changed].map((item) => [keyOf(item), item])).values()];
  return { ...cart, items, itemCount: cart.itemCount + items.length - cart.items.length, changed, outcomes };
}

const refusedAs = (code: string, subject: string) =>
  expect.objectContaining({ kind: "refused", refusal: expect.objectContaining({ code, subject }) });

describe("addItems()", () => {
  it("takes name and price from the catalogue, never from the caller", () => {
    const forged = { ...want("P40", 2), listPrice: money("USD", "1"), productName: "Free phone" };

    expect(add(empty, [forged], prices).items).toEqual([
      {
        productId: "P40",
        color: "Black",
        productName: "Phone P40",
        quantity: 2,
        listPrice: money("USD", "899"),
        discountCode: undefined,
        discount: money("USD", "0"),
        priceTime: NOW,
      },
    ]);
  });

  it("adds the quantity that was asked for when the cart holds the item, not one", () => {
    const cart = add(empty, [want("P40", 2), want("P40", 40)], prices);

    expect(add(cart, [want("P40", 5)], prices).items).toEqual([expect.objectContaining({ quantity: 47 })]);
  });

  it("keeps colours apart, and items in the order of their first addition", () => {
    const cart = add(empty, [want("P40", 1, { color: "Red" }), want("A50")], prices);

    const { items } = add(cart, [want("P40"), want("P40", 1, { color: "Red" })], prices);

    expect(items.map(({ productId, color, quantity }) => [productId, color, quantity])).toEqual([
      ["P40", "Red", 2],
      ["A50", "Black", 1],
      ["P40", "Black", 1],
    ]);
  });

  it("prices the whole line anew, so that no unit keeps an outdated price", () => {
    const cart = add(empty, [want("P40", 2, { discountCode: "CODE_100" })], prices);

    const [item] = add(cart, [want("P40")], priceList({ P40: "799" }, { CODE_100: "150" })).items;

    expect(item).toMatchObject({
      quantity: 3,
      listPrice: money("USD", "799"),
      discountCode: "CODE_100",
      discount: money("USD", "150"),
    });
  });

  it("lets a later discount code replace the earlier one", () => {
    const cart = add(empty, [want("P40", 1, { discountCode: "CODE_100" })], prices);

    const [item] = add(cart, [want("P40", 1, { discountCode: "CODE_300" })], prices).items;

    expect(item).toMatchObject({ quantity: 2, discountCode: "CODE_300", discount: money("USD", "300") });
  });

  // #region never-more
  it("never takes off more than the price", () => {
    const [item] = add(empty, [want("A50", 1, { discountCode: "HUGE" })], prices).items;

    expect(item?.discount).toEqual(money("USD", "399"));
  });
  // #endregion never-more

  it("never raises a price by a discount below zero", () => {
    const surcharge = priceList({ A50: "399" }, { CODE_100: "-100" });

    const [item] = add(empty, [want("A50", 1, { discountCode: "CODE_100" })], surcharge).items;

    expect(item?.discount).toEqual(money("USD", "0"));
  });

  it.each([
    { what: "a product that does not exist", item: want("NOPE"), code: "PRODUCT_NOT_FOUND", subject: "NOPE" },
    {
      what: "a discount that does not exist",
      item: want("P40", 1, { discountCode: "GONE" }),
      code: "DISCOUNT_NOT_FOUND",
      subject: "GONE",
    },
    {
      what: "more pieces than an item may have",
      item: want("P40", MAX_QUANTITY),
      code: "QUANTITY_TOO_LARGE",
      subject: "P40/Black",
    },
  ])("refuses $what, which costs the others nothing", ({ item, code, subject }) => {
    const { items, outcomes } = add(empty, [want("P40"), item, want("A50")], prices);

    expect(outcomes).toEqual([
      expect.objectContaining({ kind: "added" }),
      refusedAs(code, subject),
      expect.objectContaining({ kind: "added" }),
    ]);
    expect(items.map(({ productId, quantity }) => [productId, quantity])).toEqual([
      ["P40", 1],
      ["A50", 1],
    ]);
  });

  it("refuses a discount in another currency than the price", () => {
    const mixed: Prices = {
      ...prices,
      discounts: new Map([["EURO", amountOff("EURO", "10", "EUR")]]),
    };

    expect(add(empty, [want("P40", 1, { discountCode: "EURO" })], mixed).outcomes).toMatchObject([
      {
        refusal: {
          code: "DISCOUNT_CURRENCY_MISMATCH",
          message: 'Cannot add item to cart "alice": discount "EURO" is in EUR, product "P40" costs USD',
        },
      },
    ]);
  });

  const withDiscount = (discount: Discount): Prices => ({ ...prices, discounts: new Map([[discount.code, discount]]) });
  const percentOff = (basisPoints: number): Discount => ({
    code: "PERCENT",
    reduction: { kind: "percentOff", basisPoints },
    validity: { kind: "valid" },
  });

  it.each([
    { what: "12.5 % of 399", basisPoints: 1_250, off: "49.875" },
    { what: "a hundredth of a percent", basisPoints: 1, off: "0.0399" },
    { what: "the whole price, and nothing beyond it", basisPoints: 10_000, off: "399" },
    { what: "the whole price for a percentage that cannot be", basisPoints: 20_000, off: "399" },
  ])("takes off $what, exactly", ({ basisPoints, off }) => {
    const [item] = add(
      empty,
      [want("A50", 1, { discountCode: "PERCENT" })],
      withDiscount(percentOff(basisPoints)),
    ).items;

    expect(item?.discount).toEqual(money("USD", off));
  });

  it("takes a percentage off a price in whatever currency", () => {
    const inYen: Prices = {
      ...prices,
      products: new Map([["P40", { id: "P40", name: "Phone", price: money("JPY", "99999") }]]),
      discounts: new Map([["PERCENT", percentOff(1_000)]]),
    };

    expect(add(empty, [want("P40", 1, { discountCode: "PERCENT" })], inYen).items).toEqual([
      expect.objectContaining({ discount: money("JPY", "9999.9") }),
    ]);
  });

  it.each<{ validity: Discount["validity"]; code: string; says: string }>([
    {
      validity: { kind: "expired", endTime: new Date("2030-06-21T00:00:00Z") },
      code: "DISCOUNT_EXPIRED",
      says: "expired at 2030-06-21T00:00:00.000Z; give another code for the item",
    },
    {
      validity: { kind: "notYetValid", startTime: new Date("2030-03-20T00:00:00Z") },
      code: "DISCOUNT_NOT_YET_VALID",
      says: "is not valid before 2030-03-20T00:00:00.000Z",
    },
  ])("refuses a discount that is $validity.kind", ({ validity, code, says }) => {
    const items = [want("P40", 1, { discountCode: "SPRING" })];

    const { outcomes } = add(empty, items, withDiscount({ ...amountOff("SPRING", "10"), validity }));

    const message = `Cannot add item to cart "alice": discount "SPRING" ${says}`;
    expect(outcomes).toMatchObject([{ kind: "refused", refusal: { code, subject: "SPRING", message } }]);
  });

  it("refuses new items in a cart that is full, and adds to those that it holds", () => {
    const [held] = add(empty, [want("P40")], prices).items;
    const almostFull: Slice = { username: "alice", items: held ? [held] : [], itemCount: MAX_ITEMS - 1 };

    const { outcomes } = add(almostFull, [want("A50"), want("A50", 1, { color: "Red" }), want("P40")], prices);

    expect(outcomes).toEqual([
      expect.objectContaining({ kind: "added" }),
      refusedAs("CART_FULL", "alice"),
      expect.objectContaining({ kind: "merged" }),
    ]);
  });

  it("tells an item of its own from more of one, be that in the cart or earlier among the additions", () => {
    const cart = add(empty, [want("P40")], prices);

    const { outcomes } = add(cart, [want("P40"), want("A50"), want("A50")], prices);

    expect(outcomes.map(({ kind }) => kind)).toEqual(["merged", "added", "merged"]);
  });

  it("leaves alone what was applied before, or earlier among the additions, and answers as then", () => {
    const again = want("A50", 3);
    const before = want("P40", 2);
    const cart = add(empty, [before], prices);

    const { changed, outcomes } = add(cart, [before, again, again], prices, new Map([[before.requestId, "merged"]]));

    expect(outcomes).toEqual([
      { kind: "merged", requestId: before.requestId, replayed: true },
      { kind: "added", requestId: again.requestId, replayed: false },
      { kind: "added", requestId: again.requestId, replayed: true },
    ]);
    expect(changed).toEqual([expect.objectContaining({ productId: "A50", quantity: 3 })]);
  });

  it("decides anew about a request that was refused", () => {
    const addition = want("P40", 1, { discountCode: "SOON" });
    expect(add(empty, [addition], prices).outcomes).toEqual([refusedAs("DISCOUNT_NOT_FOUND", "SOON")]);

    const { outcomes } = add(empty, [addition], priceList({ P40: "899" }, { SOON: "10" }));

    expect(outcomes).toEqual([{ kind: "added", requestId: addition.requestId, replayed: false }]);
  });

  it("keeps the item and its code when an addition with another code is refused", () => {
    const cart = add(empty, [want("P40", 1, { discountCode: "CODE_100" })], prices);

    const { items } = add(cart, [want("P40", 1, { discountCode: "GONE" }), want("P40")], prices);

    expect(items).toEqual([expect.objectContaining({ quantity: 2, discountCode: "CODE_100" })]);
  });
});

describe("missingPrices()", () => {
  const none: Prices = { products: new Map(), discounts: new Map(), time: NOW };

  it("names each product and each code once", () => {
    const items = [
      want("P40", 1, { discountCode: "CODE_100" }),
      want("P40"),
      want("A50", 1, { discountCode: "CODE_100" }),
    ];

    expect(missingPrices(empty, items, none)).toEqual({ productIds: ["P40", "A50"], discountCodes: ["CODE_100"] });
  });

  it("names the code of a line that is added to, and of no other line", () => {
    const cart = add(
      empty,
      [want("P40", 1, { discountCode: "CODE_100" }), want("A50", 1, { discountCode: "CODE_300" })],
      prices,
    );

    expect(missingPrices(cart, [want("P40")], none)).toEqual({ productIds: ["P40"], discountCodes: ["CODE_100"] });
  });

  it("names the code of an item although a new one is given before, since that one may be refused", () => {
    const cart = add(empty, [want("P40", 1, { discountCode: "CODE_100" })], prices);

    expect(missingPrices(cart, [want("P40", 1, { discountCode: "CODE_300" })], none).discountCodes).toEqual([
      "CODE_300",
    ]);
    expect(missingPrices(cart, [want("P40", 1, { discountCode: "GONE" }), want("P40")], none)).toEqual({
      productIds: ["P40"],
      discountCodes: ["GONE", "CODE_100"],
    });
  });

  it("leaves out what was looked up, found or not", () => {
    const known: Prices = {
      ...none,
      products: new Map([["P40", undefined]]),
      discounts: new Map([["GONE", undefined]]),
    };

    expect(missingPrices(empty, [want("P40", 1, { discountCode: "GONE" })], known)).toEqual({
      productIds: [],
      discountCodes: [],
    });
  });
});
