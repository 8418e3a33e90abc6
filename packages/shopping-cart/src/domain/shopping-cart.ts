import { add, type Money, money, multiply, subtract, zero } from "@hexmart/money";

export const MAX_QUANTITY = 50_000;

/** With this many items of so many pieces, at the highest price that a product may have, a total still fits 64 bits. */
export const MAX_ITEMS = 100_000;

/** What a user is about to buy, as far as it is shown: its first items, and the sums of all of them. */
export type Cart = {
  readonly username: string;
  /** In the order in which they were first added. */
  readonly items: readonly Item[];
  /** How many there are, be they shown or not. */
  readonly itemCount: number;
  readonly totals: readonly Totals[];
};

/** The part of a cart that a decision is about: those of some items that it holds, and how many it holds in all. */
export type Slice = { readonly username: string; readonly items: readonly Item[]; readonly itemCount: number };

/** What tells one item of a cart from another. */
export type ItemKey = { readonly productId: string; readonly color: string };

/** The same text for the same item, and for no other. */
export const keyOf = ({ productId, color }: ItemKey): string => `${productId}/${color}`;

/** What one unit costs: what a line of a cart keeps of a product and a discount. */
export type UnitPrice = {
  readonly productName: string;
  readonly listPrice: Money;
  readonly discountCode: string | undefined;
  /** Off each unit; never more than the list price. */
  readonly discount: Money;
  /** When it was asked for. */
  readonly priceTime: Date;
};

/** One product in one colour, with the name and the prices of its latest addition. */
export type Item = ItemKey & UnitPrice & { readonly quantity: number };

/** The exact sums of some items in one currency. */
export type Totals = { readonly listTotal: Money; readonly discountTotal: Money; readonly total: Money };

/** One for each currency that the cart holds, in the order of its items: two currencies have no sum. */
export function totalsOf(items: Iterable<Item>): Totals[] {
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
 * What the first cart of a new shop holds. Ids, names and prices are those of the product service's own seeds, which
 * services cannot share: packages/product/src/domain/seeds.ts.
 */
export const seedItems = (priceTime: Date): readonly Item[] => [
  { ...seedItem("01900000-0000-7000-8000-000000000001", "Mi10T", "699"), priceTime, color: "Black", quantity: 2 },
  { ...seedItem("01900000-0000-7000-8000-000000000002", "P40", "899"), priceTime, color: "Red", quantity: 3 },
];

const seedItem = (productId: string, productName: string, price: string) => ({
  productId,
  productName,
  listPrice: money("USD", price),
  discountCode: undefined,
  discount: zero("USD"),
});
