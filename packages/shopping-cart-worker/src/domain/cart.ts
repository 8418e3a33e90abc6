import { type Money, toDecimal } from "@hexmart/money";

/** What tells one item of a cart from another. */
export type ItemKey = { readonly productId: string; readonly color: string };

/** What the worker wants of each product. */
export type Wish = {
  readonly color: string;
  readonly quantity: number;
  readonly discountCode: string | undefined;
};

/** An addition to a cart. A retry repeats its request id, and so cannot add it again. */
export type NewItem = ItemKey & Wish & { readonly requestId: string };

/** The sums of a cart in one currency. */
export type Totals = { readonly listTotal: Money; readonly discountTotal: Money; readonly total: Money };

/** Sums as a log line holds them: exact, where a JSON number would not be. */
export const inDecimals = ({ listTotal, discountTotal, total }: Totals) => ({
  currency: total.currencyCode,
  listTotal: toDecimal(listTotal),
  discountTotal: toDecimal(discountTotal),
  total: toDecimal(total),
});

/** Items that the cart refused for one reason, and what it said of the first of them. */
export type Refusals = { readonly reason: string; readonly count: number; readonly example: string };

/** What came of additions, and the sums of the cart after them. */
export type Added = {
  /** Items that this call has put in, be they new in the cart or not. */
  readonly added: number;
  /** Items that an earlier try had put in. */
  readonly duplicates: number;
  /** Items that the cart refused; that costs the others nothing. */
  readonly refused: number;
  /** Why it refused them. */
  readonly refusals: readonly Refusals[];
  readonly totals: readonly Totals[];
};

/** What the worker sees of a cart: how many items it holds, and the first of them. */
export type Held = { readonly itemCount: number; readonly first: readonly ItemKey[] };

/**
 * The items to take out so that `coming` more do not make the cart larger than `maxItems`: those that were put in first.
 * Nobody ever buys what the worker puts in, so that without this its cart would grow for ever.
 */
export function itemsToRemove({ itemCount, first }: Held, maxItems: number, coming: number): readonly ItemKey[] {
  const kept = Math.max(0, maxItems - coming);
  return first.slice(0, Math.max(0, itemCount - kept));
}
