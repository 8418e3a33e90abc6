import { money, toDecimal } from "@hexmart/money";
import { defineEntity, p } from "@mikro-orm/core";
import type { Item, ItemKey, Totals } from "#domain/shopping-cart.ts";

/** A row of the table `carts`: what is locked while a cart is changed. */
const CartRow = defineEntity({
  name: "CartRow",
  tableName: "carts",
  properties: {
    username: p.text().primary(),
    /** How many rows of `cart_items` the cart has: nobody has to count them while it is locked. */
    itemCount: p.integer(),
  },
});

/** A row of the table `cart_items`. */
const ItemRow = defineEntity({
  name: "ItemRow",
  tableName: "cart_items",
  properties: {
    username: p.text().primary(),
    productId: p.uuid().primary(),
    color: p.text().primary(),
    /** Grows in the order of first addition. */
    position: p.integer(),
    productName: p.text(),
    quantity: p.integer(),
    listPrice: p.decimal("string").precision(28).scale(9),
    discountCode: p.text().nullable(),
    discount: p.decimal("string").precision(28).scale(9),
    currencyCode: p.character().length(3),
    priceTime: p.datetime(6),
  },
});

/** A row of the table `applied_requests`: an addition that a retry must not make again. */
const AppliedRequestRow = defineEntity({
  name: "AppliedRequestRow",
  tableName: "applied_requests",
  properties: {
    username: p.text().primary(),
    requestId: p.uuid().primary(),
    appliedAt: p.datetime(6),
    /** Whether it added to an item that was there. */
    merged: p.boolean(),
  },
});

export const entities = [CartRow, ItemRow, AppliedRequestRow];

/** A row of `cart_items` as the driver reads it: exact numbers and times come as text. */
export type ItemColumns = {
  readonly product_id: string;
  readonly color: string;
  readonly product_name: string;
  readonly quantity: number;
  readonly list_price: string;
  readonly discount_code: string | null;
  readonly discount: string;
  readonly currency_code: string;
  readonly price_time: string;
};

export function toItem(row: ItemColumns): Item {
  return {
    productId: row.product_id,
    color: row.color,
    productName: row.product_name,
    quantity: row.quantity,
    listPrice: money(row.currency_code, row.list_price),
    discountCode: row.discount_code ?? undefined,
    discount: money(row.currency_code, row.discount),
    priceTime: new Date(row.price_time),
  };
}

/** A column a parameter: one statement for any number of items. */
export function toParameters(items: readonly Item[]): unknown[][] {
  return [
    ...toKeyParameters(items),
    items.map(({ productName }) => productName),
    items.map(({ quantity }) => quantity),
    items.map(({ listPrice }) => toDecimal(listPrice)),
    items.map(({ discountCode }) => discountCode ?? null),
    items.map(({ discount }) => toDecimal(discount)),
    items.map(({ listPrice }) => listPrice.currencyCode),
    items.map(({ priceTime }) => priceTime.toISOString()),
  ];
}

export const toKeyParameters = (keys: readonly ItemKey[]): unknown[][] => [
  keys.map(({ productId }) => productId),
  keys.map(({ color }) => color),
];

/** The sums of the items in one currency, as the database makes them: of numbers as exact as Money. */
export type TotalsColumns = {
  readonly currency_code: string;
  readonly list_total: string;
  readonly discount_total: string;
  readonly total: string;
};

export const toTotals = ({ currency_code, list_total, discount_total, total }: TotalsColumns): Totals => ({
  listTotal: money(currency_code, list_total),
  discountTotal: money(currency_code, discount_total),
  total: money(currency_code, total),
});
