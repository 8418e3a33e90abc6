import type { Call } from "./call.ts";

/** What the shop sells. */
export type Products = {
  /**
   * The ids of the newest products, in chunks: the next is not asked for before the one before has been used.
   *
   * @throws DependencyError
   */
  newest(limit: number, call: Call): AsyncIterable<readonly string[]>;
};
