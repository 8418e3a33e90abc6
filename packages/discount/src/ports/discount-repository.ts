import type { Discount } from "#domain/discount.ts";

/** Where discounts are kept. Every call may fail with an UnavailableError. */
export type DiscountRepository = {
  /** The discounts that have one of these codes, in any order; an unknown code is left out. */
  findByCodes(codes: readonly string[]): Promise<Discount[]>;

  /** Stores the discounts whose code is not taken yet, and leaves the others as they are. */
  addMissing(discounts: readonly Discount[]): Promise<void>;
};
