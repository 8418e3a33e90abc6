import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { amountOff } from "../../test/price-sources.ts";
import { addItems, MAX_ITEMS, MAX_QUANTITY, missingPrices, type NewItem } from "./additions.ts";
import type { Discount, Prices } from "./prices.ts";
import { createCart } from "./shopping-cart.ts";

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
});

const empty = createCart("alice");
const prices = priceList({ P40: "899", A50: "399" }, { CODE_100: "100", CODE_300: "300", HUGE: "5000" });

describe("addItems()", () => {
  it("takes name and price from the catalogue, never from the caller", () => {
    const forged = { ...want("P40", 2), listPrice: money("USD", "1"), productName: "Free phone" };

    expect(addItems(empty, [forged], prices).items).toEqual([
      {
        productId: "P40",
        color: "Black",
        productName: "Phone P40",
        quantity: 2,
        listPrice: money("USD", "899"),
        discountCode: undefined,
        discount: money("USD", "0"),
      },
    ]);
  });

  it("adds the quantity that was asked for when the cart holds the item, not one", () => {
    const cart = addItems(empty, [want("P40", 2), want("P40", 40)], prices);

    expect(addItems(cart, [want("P40", 5)], prices).items).toEqual([expect.objectContaining({ quantity: 47 })]);
  });

  it("keeps colours apart, and items in the order of their first addition", () => {
    const cart = addItems(empty, [want("P40", 1, { color: "Red" }), want("A50")], prices);

    const { items } = addItems(cart, [want("P40"), want("P40", 1, { color: "Red" })], prices);

    expect(items.map(({ productId, color, quantity }) => [productId, color, quantity])).toEqual([
      ["P40", "Red", 2],
      ["A50", "Black", 1],
      ["P40", "Black", 1],
    ]);
  });

  it("prices the whole line anew, so that no unit keeps an outdated price", () => {
    const cart = addItems(empty, [want("P40", 2, { discountCode: "CODE_100" })], prices);

    const [item] = addItems(cart, [want("P40")], priceList({ P40: "799" }, { CODE_100: "150" })).items;

    expect(item).toMatchObject({
      quantity: 3,
      listPrice: money("USD", "799"),
      discountCode: "CODE_100",
      discount: money("USD", "150"),
    });
  });

  it("lets a later discount code replace the earlier one", () => {
    const cart = addItems(empty, [want("P40", 1, { discountCode: "CODE_100" })], prices);

    const [item] = addItems(cart, [want("P40", 1, { discountCode: "CODE_300" })], prices).items;

    expect(item).toMatchObject({ quantity: 2, discountCode: "CODE_300", discount: money("USD", "300") });
  });

  it("never takes off more than the price", () => {
    const [item] = addItems(empty, [want("A50", 1, { discountCode: "HUGE" })], prices).items;

    expect(item?.discount).toEqual(money("USD", "399"));
  });

  it("never raises a price by a discount below zero", () => {
    const surcharge = priceList({ A50: "399" }, { CODE_100: "-100" });

    const [item] = addItems(empty, [want("A50", 1, { discountCode: "CODE_100" })], surcharge).items;

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
  ])("refuses $what", ({ item, code, subject }) => {
    expect(() => addItems(empty, [want("P40"), item], prices)).toThrow(expect.objectContaining({ code, subject }));
  });

  it("refuses a discount in another currency than the price", () => {
    const mixed: Prices = {
      ...prices,
      discounts: new Map([["EURO", amountOff("EURO", "10", "EUR")]]),
    };

    expect(() => addItems(empty, [want("P40", 1, { discountCode: "EURO" })], mixed)).toThrow(
      expect.objectContaining({
        code: "DISCOUNT_CURRENCY_MISMATCH",
        message: 'Cannot add item to cart "alice": discount "EURO" is in EUR, product "P40" costs USD',
      }),
    );
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
    const [item] = addItems(
      empty,
      [want("A50", 1, { discountCode: "PERCENT" })],
      withDiscount(percentOff(basisPoints)),
    ).items;

    expect(item?.discount).toEqual(money("USD", off));
  });

  it("takes a percentage off a price in whatever currency", () => {
    const inYen: Prices = {
      products: new Map([["P40", { id: "P40", name: "Phone", price: money("JPY", "99999") }]]),
      discounts: new Map([["PERCENT", percentOff(1_000)]]),
    };

    expect(addItems(empty, [want("P40", 1, { discountCode: "PERCENT" })], inYen).items).toEqual([
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

    expect(() => addItems(empty, items, withDiscount({ ...amountOff("SPRING", "10"), validity }))).toThrow(
      expect.objectContaining({
        code,
        subject: "SPRING",
        message: `Cannot add item to cart "alice": discount "SPRING" ${says}`,
      }),
    );
  });

  it("refuses more items than a message can carry", () => {
    const inColours = (count: number) => Array.from({ length: count }, (_, at) => want("P40", 1, { color: `${at}` }));
    const full = addItems(empty, inColours(MAX_ITEMS), prices);

    expect(addItems(full, [want("P40", 1, { color: "0" })], prices).items).toHaveLength(MAX_ITEMS);
    expect(() => addItems(full, [want("A50")], prices)).toThrow(expect.objectContaining({ code: "CART_FULL" }));
  });
});

describe("missingPrices()", () => {
  const none: Prices = { products: new Map(), discounts: new Map() };

  it("names each product and each code once", () => {
    const items = [
      want("P40", 1, { discountCode: "CODE_100" }),
      want("P40"),
      want("A50", 1, { discountCode: "CODE_100" }),
    ];

    expect(missingPrices(empty, items, none)).toEqual({ productIds: ["P40", "A50"], discountCodes: ["CODE_100"] });
  });

  it("names the code of a line that is added to, and of no other line", () => {
    const cart = addItems(
      empty,
      [want("P40", 1, { discountCode: "CODE_100" }), want("A50", 1, { discountCode: "CODE_300" })],
      prices,
    );

    expect(missingPrices(cart, [want("P40")], none)).toEqual({ productIds: ["P40"], discountCodes: ["CODE_100"] });
  });

  it("does not name a code that a new one replaces, so that an item with a code that is gone can be mended", () => {
    const cart = addItems(empty, [want("P40", 1, { discountCode: "CODE_100" })], prices);

    expect(missingPrices(cart, [want("P40", 1, { discountCode: "CODE_300" }), want("P40")], none)).toEqual({
      productIds: ["P40"],
      discountCodes: ["CODE_300"],
    });
  });

  it("leaves out what was looked up, found or not", () => {
    const known: Prices = { products: new Map([["P40", undefined]]), discounts: new Map([["GONE", undefined]]) };

    expect(missingPrices(empty, [want("P40", 1, { discountCode: "GONE" })], known)).toEqual({
      productIds: [],
      discountCodes: [],
    });
  });
});
