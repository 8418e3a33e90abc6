import { money, toDecimal } from "@hexmart/money";
import { copyField, copyTimes } from "@hexmart/postgres";
import { defineEntity, p } from "@mikro-orm/core";
import type { Applied } from "#domain/additions.ts";
import type { Item, ItemKey, Totals } from "#domain/shopping-cart.ts";

/** A row of the table `carts`: what is locked while a cart is changed. */
const CartRow = defineEntity({
  name: "CartRow",
  tableName: "carts",
  properties: {
    username: p.text().primary(),
    /** How many rows of `cart_items` the cart has: nobody has to count them while it is locked. */
    itemCount: p.integer(),
    /** Of the item that was added last, which may have been removed since. */
    lastPosition: p.integer(),
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
export function toParameters(items: readonly Item[]): unknown[] {
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

export const toKeyParameters = (keys: readonly ItemKey[]): unknown[] => [
  toUuidArray(keys.map(({ productId }) => productId)),
  keys.map(({ color }) => color),
];

/** As the driver would write it, which looks at each for characters to escape: a UUID has none. */
export const toUuidArray = (ids: readonly string[]): string => `{${ids.join()}}`;

/** What an item is in the table beside its cart and its place, in the order of toItemLines(). */
export const ITEM_COLUMNS =
  "product_id, color, product_name, quantity, list_price, discount_code, discount, currency_code, price_time";

/** Some of the lines of a chunk, on which PostgreSQL works while the next ones are made. */
const PART = 250;

/** Items as lines of COPY's text format, in parts, with the places behind the last one. */
export function* toItemLines(username: string, items: readonly Item[], last: number): Generator<string> {
  const owner = copyField(username);
  const toTime = copyTimes();
  let lines = "";
  let position = last;
  for (const { productId, color, productName, quantity, listPrice, discountCode, discount, priceTime } of items) {
    const key = `${owner}\t${++position}\t${productId}\t${copyField(color)}\t${copyField(productName)}`;
    const code = discountCode === undefined ? "\\N" : copyField(discountCode);
    // As exact as with a decimal point, and written sooner.
    const price = `${quantity}\t${listPrice.billionths}e-9\t${code}\t${discount.billionths}e-9`;
    lines += `${key}\t${price}\t${listPrice.currencyCode}\t${toTime(priceTime)}\n`;
    if ((position - last) % PART !== 0) continue;
    yield lines;
    lines = "";
  }
  yield lines;
}

/** Applied requests as lines of COPY's text format. */
export function toRequestLines(username: string, applied: Iterable<readonly [string, Applied]>, time: Date): string {
  const start = `${copyField(username)}\t${time.toISOString()}`;
  let lines = "";
  for (const [id, kind] of applied) lines += `${start}\t${id}\t${kind === "merged"}\n`;
  return lines;
}

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
