import type { Call } from "./call.ts";

/** As many as one message to the cart may add: it is asked for prices and stored by the message. */
export const MOST_IN_A_CHUNK = 1_000;

/** What the shop sells. */
export type Products = {
  /**
   * The ids of the newest products that were there when the run was begun, in chunks: the next is not asked for before the
   * one before has been used. A product is older than the run when its id is: both are UUIDv7.
   *
   * @throws DependencyError
   */
  newest(limit: number, call: Call): AsyncIterable<readonly string[]>;
};
