import { inDecimals, itemsToRemove, type NewItem, type Wish } from "#domain/cart.ts";
import { isRefusal } from "#domain/errors.ts";
import { isRepeatable, type Run } from "#domain/run.ts";
import type { Call } from "#ports/call.ts";
import type { Carts } from "#ports/carts.ts";
import type { Logger } from "#ports/logger.ts";
import type { Products } from "#ports/products.ts";
import type { Progress } from "#ports/progress.ts";
import type { Retry } from "#ports/retry.ts";
import type { RunLog } from "#ports/run-log.ts";
import { createFailureReport } from "./report-failure.ts";

/** What a cycle needs from outside. */
export type Ports = {
  readonly carts: Carts;
  readonly products: Products;
  readonly runs: RunLog;
  readonly retry: Retry;
  readonly logger: Logger;
  readonly progress: Progress;
  /** The time. */
  readonly now: () => Date;
  /** Makes a UUIDv7. */
  readonly newId: () => string;
  /** The UUID of a product's addition in a run: always the same for the same two. */
  readonly requestIdOf: (runId: string, productId: string) => string;
};

export type FillCartOptions = {
  readonly username: string;
  readonly wish: Wish;
  /** How many of the newest products are put in. */
  readonly maxProducts: number;
  /** How many items the cart holds at most; those that were added first make room. */
  readonly maxItems: number;
  readonly signal: AbortSignal;
};

/**
 * One cycle: finishes the run that is pending, or else begins one, and puts the newest products into the cart. It tries
 * until that has succeeded, the retry gives up or the signal aborts. A run that the cart will never take is given up for
 * another, which looks at the cart anew.
 */
export async function fillCart(ports: Ports, options: FillCartOptions): Promise<void> {
  const { retry, logger, progress, now } = ports;
  const { signal } = options;
  const startedAt = now();
  let current: { readonly run: Run; readonly removed: number } | undefined;
  let attempts = 0;

  const onFailure = createFailureReport(ports, () => ({
    username: current?.run.username ?? options.username,
    ...(current && { runId: current.run.id }),
  }));
  const { run, removed, added, duplicates, refused, refusals, totals } = await retry(
    { signal, onFailure },
    async (attempt) => {
      attempts = attempt;
      current = undefined;
      current = (await resume(ports, attempt)) ?? (await begin(ports, options));
      return { ...current, ...(await finish(ports, current.run, signal)) };
    },
  );

  progress.succeeded(added);
  const durationMs = now().getTime() - startedAt.getTime();
  const fields = { event: "cart.filled", username: run.username, runId: run.id, added, duplicates, refused, removed };
  logger[refused > 0 ? "warn" : "info"](
    { ...fields, ...(refused > 0 && { refusals }), totals: totals.map(inDecimals), durationMs, attempts },
    refused > 0
      ? `added ${added} items to cart "${run.username}", which refused ${refused}: see refusals`
      : `added ${added} items to cart "${run.username}"`,
  );
}

/** The run that is pending, if it may still be tried. */
async function resume({ runs, logger, now }: Ports, attempt: number) {
  const run = await runs.pending();
  if (run === undefined) return undefined;
  const fields = { username: run.username, runId: run.id, time: run.time };
  if (isRepeatable(run, now())) {
    const message = `goes on with a run for cart "${run.username}" that was begun and not finished`;
    if (attempt === 1) logger.info({ event: "cart.run_resumed", ...fields }, message);
    return { run, removed: 0 };
  }
  await runs.finish();
  logger.warn(
    { event: "cart.run_expired", ...fields },
    `Cannot finish the run of ${run.time.toISOString()} for cart "${run.username}": the cart remembers for a day only what ` +
      "it has applied, and might add it again; what was added stays, the rest is left to a new run",
  );
  return undefined;
}

/**
 * Makes sure that there is a cart with room, and then begins a run: room is made before, so that no later try takes out
 * again what an earlier one has put in.
 */
async function begin({ runs, carts, newId, now }: Ports, options: FillCartOptions) {
  const { username, wish, maxProducts, maxItems, signal } = options;
  const run = { id: newId(), time: now(), username, wish, maxProducts };
  const call: Call = { runId: run.id, signal };
  // #region begin
  const held = await carts.find(username, call);
  if (held === undefined) await carts.create(username, call);
  const surplus = held === undefined ? [] : itemsToRemove(held, maxItems, maxProducts);
  if (surplus.length > 0) await carts.remove(username, surplus, call);
  await runs.begin(run);
  // #endregion begin
  return { run, removed: surplus.length };
}

/** Sends what the run says, again if it was sent before: the cart knows the request ids of what it has applied. */
// #region finish
async function finish({ carts, products, runs, requestIdOf }: Ports, run: Run, signal: AbortSignal) {
  const call: Call = { runId: run.id, signal };
  const toItem = (productId: string) => ({ ...run.wish, productId, requestId: requestIdOf(run.id, productId) });
  try {
    const added = await carts.add(run.username, additions(products.newest(run.maxProducts, call), toItem), call);
    await runs.finish();
    return added;
  } catch (error) {
    // The next try begins another.
    if (isRefusal(error)) await runs.finish();
    throw error;
  }
}
// #endregion finish

/** Each chunk of products becomes a chunk of items, when it is asked for: the catalogue is never held in memory. */
async function* additions(
  chunks: AsyncIterable<readonly string[]>,
  toItem: (productId: string) => NewItem,
): AsyncGenerator<NewItem[]> {
  for await (const productIds of chunks) yield productIds.map(toItem);
}
