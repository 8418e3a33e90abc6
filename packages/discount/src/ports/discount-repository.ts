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

  /** Stores the discounts whose code is not taken yet, and leaves the others as they are. */
  addMissing(discounts: readonly Discount[]): Promise<void>;
};
