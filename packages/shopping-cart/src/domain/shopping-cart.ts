import { add, type Money, money, multiply, subtract, zero } from "@hexmart/money";
import { itemNotFound } from "./errors.ts";

/** What a user is about to buy; its items in the order in which they were first added. */
export type Cart = { readonly username: string; readonly items: readonly Item[] };

/** What tells one item of a cart from another. */
export type ItemKey = { readonly productId: string; readonly color: string };

/** The same text for the same item, and for no other. */
export const keyOf = ({ productId, color }: ItemKey): string => `${productId}/${color}`;

/** One product in one colour, with the name and the prices of its latest addition. */
export type Item = ItemKey & {
  readonly productName: string;
  readonly quantity: number;
  readonly listPrice: Money;
  readonly discountCode: string | undefined;
  /** Off each unit; never more than the list price. */
  readonly discount: Money;
};

/** The exact sums of some items in one currency. */
export type Totals = { readonly listTotal: Money; readonly discountTotal: Money; readonly total: Money };

export function createCart(username: string): Cart {
  return { username, items: [] };
}

/** @throws CartError `ITEM_NOT_FOUND` */
export function removeItem(cart: Cart, { productId, color }: ItemKey): Cart {
  const items = cart.items.filter((item) => item.productId !== productId || item.color !== color);
  if (items.length === cart.items.length) throw itemNotFound(cart.username, { productId, color });
  return { ...cart, items };
}

/** One for each currency that the cart holds, in the order of its items: two currencies have no sum. */
export function totalsOf({ items }: Cart): Totals[] {
  const byCurrency = new Map<string, Totals>();
  for (const item of items) {
    const { currencyCode } = item.listPrice;
    const sum = byCurrency.get(currencyCode);
    byCurrency.set(currencyCode, sum === undefined ? totalsOfItem(item) : addTotals(sum, totalsOfItem(item)));
  }
  return [...byCurrency.values()];
}

export function totalsOfItem({ quantity, listPrice, discount }: Item): Totals {
  return {
    listTotal: multiply(listPrice, quantity),
    discountTotal: multiply(discount, quantity),
    total: multiply(subtract(listPrice, discount), quantity),
  };
}

function addTotals(a: Totals, b: Totals): Totals {
  return {
    listTotal: add(a.listTotal, b.listTotal),
    discountTotal: add(a.discountTotal, b.discountTotal),
    total: add(a.total, b.total),
  };
}

/**
 * The cart that a new shop starts with. Ids, names and prices are those of the product service's own seeds, which
 * services cannot share: packages/product/src/domain/seeds.ts.
 */
export const seed: Cart = {
  username: "swn",
  items: [
    seedItem("01900000-0000-7000-8000-000000000001", "Mi10T", "699", "Black", 2),
    seedItem("01900000-0000-7000-8000-000000000002", "P40", "899", "Red", 3),
  ],
};

function seedItem(productId: string, productName: string, price: string, color: string, quantity: number): Item {
  const listPrice = money("USD", price);
  return { productId, color, productName, quantity, listPrice, discountCode: undefined, discount: zero("USD") };
}
