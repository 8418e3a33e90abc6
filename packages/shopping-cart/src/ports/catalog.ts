import type { Product } from "#domain/additions.ts";

/** Knows what the shop sells and at which price. */
export type Catalog = {
  /**
   * The products that have one of these ids, in any order; an unknown id is left out. One call however many ids.
   *
   * @throws UnavailableError
   */
  findByIds(ids: readonly string[]): Promise<Product[]>;
};
