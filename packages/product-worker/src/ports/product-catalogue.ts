import type { NewProduct } from "#domain/run.ts";

/** Together as many as were sent. */
export type BulkInsertCounts = { readonly inserted: number; readonly duplicates: number };

/** Where products go. */
export type ProductCatalogue = {
  /**
   * Inserts the products that are not there yet. Safe to call again with the same products: those that a failed call
   * did insert count as duplicates.
   *
   * @param options.runId names the attempts that belong together, in the logs of both sides.
   * @param options.signal ends the call at once.
   * @throws DependencyError
   */
  bulkInsert(
    products: readonly NewProduct[],
    options: { readonly runId: string; readonly signal: AbortSignal },
  ): Promise<BulkInsertCounts>;
};
