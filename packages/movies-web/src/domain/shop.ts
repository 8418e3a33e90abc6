import type { Money } from "@hexmart/money";

export type Stock = "in stock" | "few left" | "out of stock";

export type Product = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly price: Money;
  readonly stock: Stock | undefined;
};

export type Item = {
  readonly productId: string;
  readonly color: string;
  readonly productName: string;
  readonly quantity: number;
  /** Of one unit. */
  readonly listPrice: Money;
  /** What is taken off each unit. */
  readonly discount: Money;
  readonly discountCode: string;
  readonly total: Money;
};

/** The sums in one currency. */
export type Totals = { readonly listTotal: Money; readonly discountTotal: Money; readonly total: Money };

export type Cart = {
  readonly items: readonly Item[];
  readonly totals: readonly Totals[];
  /** Of all items, be they in `items` or not. */
  readonly itemCount: number;
};

export const emptyCart: Cart = { items: [], totals: [], itemCount: 0 };

export type NewItem = {
  /** Made once for this addition, so that a form that is sent twice adds once. */
  readonly requestId: string;
  readonly productId: string;
  readonly quantity: number;
  readonly color: string;
  readonly discountCode: string;
};

export type ItemKey = { readonly productId: string; readonly color: string };
