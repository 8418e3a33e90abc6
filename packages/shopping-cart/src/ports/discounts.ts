import type { Discount } from "#domain/additions.ts";

/** Knows what a discount code is worth. */
export type Discounts = {
  /**
   * The discounts that have one of these codes, in any order; an unknown code is left out. One call however many codes.
   *
   * @throws UnavailableError
   */
  findByCodes(codes: readonly string[]): Promise<Discount[]>;
};
