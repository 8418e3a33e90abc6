import { DependencyError, isRefusal, remedyFor } from "#domain/errors.ts";
import { type Draw, productsOf, type Run } from "#domain/run.ts";
import type { Logger } from "#ports/logger.ts";
import type { ProductCatalogue } from "#ports/product-catalogue.ts";
import type { Progress } from "#ports/progress.ts";
import type { Failure, Retry } from "#ports/retry.ts";
import type { RunLog } from "#ports/run-log.ts";

/** What a cycle needs from outside. */
export type Ports = {
  readonly catalogue: ProductCatalogue;
  readonly runs: RunLog;
  readonly retry: Retry;
  readonly logger: Logger;
  readonly progress: Progress;
  /** The time. */
  readonly now: () => Date;
  /** Makes a UUIDv7. */
  readonly newId: () => string;
  /** What chance says of a product: always the same for the same two. */
  readonly draw: (run: Run, index: number) => Draw;
};

/**
 * One cycle: finishes the run that is pending, or else begins one, and inserts its products until that has succeeded, the
 * retry gives up or the signal aborts. A run that product will never take is given up for another.
 */
export async function insertProducts(
  ports: Ports,
  { size, signal }: { readonly size: number; readonly signal: AbortSignal },
): Promise<void> {
  const { catalogue, runs, retry, logger, progress, now, draw } = ports;
  const startedAt = now();
  let run: Run | undefined;
  let attempts = 0;
  let said: string | undefined;

  const onFailure = ({ error, attempt, retryInMs }: Failure) => {
    progress.failed();
    const { dependency, code } =
      error instanceof DependencyError ? error : { dependency: "the worker", code: "UNKNOWN" };
    const event = isRefusal(error) ? "products.run_abandoned" : "products.insert_failed";
    const fields = { event, runId: run?.id, dependency, code, attempt, retryInMs };
    // Once for as long as it fails alike; whoever wants to see every try asks for level debug.
    const level = said === dependency + code ? "debug" : "warn";
    said = dependency + code;
    // What nobody foresaw is told in full.
    const err = code === "UNKNOWN" ? { err: error } : {};
    logger[level](
      { ...fields, ...err },
      `Cannot insert ${run?.size ?? size} products: ${dependency} failed with ${code}: ${messageOf(error)}; ${remedyFor(error)}`,
    );
  };

  const { inserted, duplicates, invalid, invalidBecause } = await retry({ signal, onFailure }, async (attempt) => {
    attempts = attempt;
    const pending = await runs.pending();
    if (pending !== undefined && attempt === 1) {
      const fields = { event: "products.run_resumed", runId: pending.id, time: pending.time, size: pending.size };
      logger.info(fields, `goes on with a run of ${pending.size} products that was begun and not finished`);
    }
    // #region until-it-is-in
    const current = pending ?? (await begin(ports, size));
    run = current;
    const outcome = await catalogue
      .bulkInsert(productsOf(current, draw), { runId: current.id, signal })
      .catch(async (error: unknown) => {
        // The next try begins another.
        if (isRefusal(error)) await runs.finish();
        throw error;
      });
    await runs.finish();
    return outcome;
    // #endregion until-it-is-in
  });

  progress.succeeded(inserted);
  const durationMs = now().getTime() - startedAt.getTime();
  const fields = { event: "products.inserted", runId: run?.id, inserted, duplicates, invalid, attempts, durationMs };
  if (invalid === 0) logger.info(fields, `inserted ${inserted} products`);
  else {
    const message = `inserted ${inserted} products; product found ${invalid} invalid: see invalidBecause`;
    logger.warn({ ...fields, invalidBecause }, message);
  }
}

/** A new run, remembered before anything of it is sent. */
async function begin({ runs, newId, now }: Ports, size: number): Promise<Run> {
  const run = { id: newId(), time: now(), size };
  await runs.begin(run);
  return run;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
