import type { Discount, DiscountState } from "#domain/discount.ts";

export type DiscountQuery = {
  /** Only discounts whose code comes after this one; empty to start with the first. */
  readonly after: string;
  /** Only discounts that are in this state at `time`; undefined for all. */
  readonly state: DiscountState | undefined;
  readonly time: Date;
  /** At most this many. */
  readonly limit: number;
};

/** Where discounts are kept. Every call may fail with an UnavailableError. */
export type DiscountRepository = {
  /** The discounts that have one of these codes, in any order; an unknown code is left out. */
  findByCodes(codes: readonly string[]): Promise<Discount[]>;

  /** The next discounts in the order of their codes, byte by byte. A page costs the same wherever it lies. */
  list(query: DiscountQuery): Promise<Discount[]>;

  /** Stores the discounts whose code is not taken yet, and leaves the others as they are. Answers how many it stored. */
  addMissing(discounts: readonly Discount[]): Promise<number>;

  // #region replace
  /**
   * Stores `revised` in the place of `stored`, in one step, if that one still has its etag. Answers whether it did: of
   * two callers who read the same discount, one may write.
   */
  replace(stored: Discount, revised: Discount): Promise<boolean>;
  // #endregion replace

  /** Removes the discount, in one step, if it still has its etag. Answers whether it did. */
  remove(stored: Discount): Promise<boolean>;
};
