import type { Discount, Product } from "#domain/prices.ts";

/** Knows what the shop sells and at which price. */
export type Catalog = {
  /**
   * The products that have one of these ids, in any order; an unknown id is left out. One call however many ids.
   *
   * @throws UnavailableError
   */
  findByIds(ids: readonly string[]): Promise<Product[]>;
};

/** Knows what a discount code is worth. */
export type Discounts = {
  /**
   * The discounts that have one of these codes, in any order; an unknown code is left out. One call for a thousand codes.
   *
   * @throws UnavailableError
   */
  findByCodes(codes: readonly string[]): Promise<Discount[]>;
};
