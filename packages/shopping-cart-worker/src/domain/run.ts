import type { Wish } from "./cart.ts";

/**
 * What one cycle adds to a cart. It says everything: whoever knows the run asks for the same again, under the same request
 * ids, whatever the worker has been told to do since.
 */
export type Run = {
  /** A UUIDv7. */
  readonly id: string;
  readonly time: Date;
  readonly username: string;
  readonly wish: Wish;
  /** How many of the newest products are put in. */
  readonly maxProducts: number;
};

/** The cart remembers for a day which additions it has applied; one hour of it is for clocks that differ and for the call. */
const REPEATABLE_MS = 23 * 60 * 60 * 1_000;

/** Whether the run may be tried again: later, the cart would take its additions for new ones. */
export const isRepeatable = ({ time }: Run, now: Date): boolean => now.getTime() - time.getTime() < REPEATABLE_MS;
