import { DependencyError } from "#domain/errors.ts";
import { newRun } from "#domain/run.ts";
import type { Logger } from "#ports/logger.ts";
import type { ProductCatalogue } from "#ports/product-catalogue.ts";
import type { Failure, Retry } from "#ports/retry.ts";

/** What a cycle needs from outside. */
export type Ports = {
  readonly catalogue: ProductCatalogue;
  readonly retry: Retry;
  readonly logger: Logger;
  /** The time. */
  readonly now: () => Date;
  /** Makes a UUIDv7. */
  readonly newId: () => string;
  /** A number in [0, 1). */
  readonly random: () => number;
};

/** One cycle: makes up products once, and inserts these until that has succeeded or the signal aborts. */
export async function insertProducts(
  { catalogue, retry, logger, now, newId, random }: Ports,
  { size, signal }: { readonly size: number; readonly signal: AbortSignal },
): Promise<void> {
  const startedAt = now();
  const { id: runId, products } = newRun({ size, now: startedAt, newId, random });
  let attempts = 0;

  const onFailure = ({ error, attempt, retryInMs }: Failure) => {
    const failed = { event: "products.insert_failed", runId, attempt, retryInMs };
    if (error instanceof DependencyError) {
      const { dependency, code, message } = error;
      logger.warn({ ...failed, dependency, code }, `Cannot insert ${size} products: ${dependency} failed: ${message}`);
    } else {
      // Nobody foresaw it, so it is a bug of the worker and told in full.
      logger.warn({ ...failed, code: "UNKNOWN", err: error }, `Cannot insert ${size} products: the worker failed`);
    }
  };
  const { inserted, duplicates, invalid } = await retry({ signal, onFailure }, (attempt) => {
    attempts = attempt;
    return catalogue.bulkInsert(products, { runId, signal });
  });

  const durationMs = now().getTime() - startedAt.getTime();
  logger.info(
    { event: "products.inserted", runId, inserted, duplicates, invalid, attempts, durationMs },
    `inserted ${inserted} products`,
  );
}
