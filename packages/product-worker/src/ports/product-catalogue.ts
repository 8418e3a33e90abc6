import type { NewProduct } from "#domain/run.ts";

/** What came of a bulk insert; the counts are together as many as were sent. */
export type BulkInsertOutcome = {
  readonly inserted: number;
  readonly duplicates: number;
  readonly invalid: number;
  /** Which field was invalid and why, each once, and at most ten. */
  readonly invalidBecause: readonly string[];
};

/** Where products go. */
export type ProductCatalogue = {
  /**
   * Inserts the products that are not there yet. Safe to call again with the same run and products: it is answered as
   * if the first try had not failed. They are asked for as they are sent, and never held together.
   *
   * @param options.runId a UUID that names the attempts that belong together, at the service and in the logs of both.
   * @param options.signal ends the call at once.
   * @throws DependencyError
   */
  bulkInsert(
    products: Iterable<NewProduct>,
    options: { readonly runId: string; readonly signal: AbortSignal },
  ): Promise<BulkInsertOutcome>;
};
