import { DependencyError } from "#domain/errors.ts";
import { newRun } from "#domain/run.ts";
import type { Failure } from "#ports/retry.ts";
import type { Ports } from "./index.ts";

/** One cycle: makes up products once, and inserts these until that has succeeded or the signal aborts. */
export async function insertProducts(
  { catalogue, retry, logger, now, newId, random }: Ports,
  { size, signal }: { readonly size: number; readonly signal: AbortSignal },
): Promise<void> {
  const startedAt = now();
  const { id: runId, products } = newRun({ size, now: startedAt, newId, random });
  let attempts = 0;

  const onFailure = ({ error, attempt, retryInMs }: Failure) => {
    const { dependency, code } = error instanceof DependencyError ? error : { dependency: undefined, code: "UNKNOWN" };
    logger.warn(
      { event: "products.insert_failed", runId, dependency, code, attempt, retryInMs, err: error },
      `Cannot insert ${size} products: ${dependency ?? "the worker"} failed; next try in ${retryInMs} ms`,
    );
  };
  const { inserted, duplicates } = await retry({ signal, onFailure }, (attempt) => {
    attempts = attempt;
    return catalogue.bulkInsert(products, { runId, signal });
  });

  const durationMs = now().getTime() - startedAt.getTime();
  logger.info(
    { event: "products.inserted", runId, inserted, duplicates, attempts, durationMs },
    `inserted ${inserted} products`,
  );
}
