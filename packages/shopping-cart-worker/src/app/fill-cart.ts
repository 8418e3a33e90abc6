import { inDecimals, itemsToRemove, type NewItem, type Wish } from "#domain/cart.ts";
import { DependencyError } from "#domain/errors.ts";
import type { Call } from "#ports/call.ts";
import type { Carts } from "#ports/carts.ts";
import type { Logger } from "#ports/logger.ts";
import type { Products } from "#ports/products.ts";
import type { Failure, Retry } from "#ports/retry.ts";

/** What a cycle needs from outside. */
export type Ports = {
  readonly carts: Carts;
  readonly products: Products;
  readonly retry: Retry;
  readonly logger: Logger;
  /** The time, in milliseconds. */
  readonly now: () => number;
  /** Makes a UUID. */
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
 * One cycle: puts the newest products into the cart. It tries until it has succeeded, the signal aborts, or the cart is
 * no longer what the run was planned for: that is left to the next cycle, which looks at the cart anew.
 */
export async function fillCart(
  { carts, products, retry, logger, now, newId, requestIdOf }: Ports,
  options: FillCartOptions,
): Promise<void> {
  const { username, wish, maxProducts, signal } = options;
  const startedAt = now();
  const runId = newId();
  const call: Call = { runId, signal };
  let attempts = 0;
  let removed: number | undefined;

  const onFailure = ({ error, attempt, retryInMs }: Failure) => {
    const { dependency, code } = failedAt(error);
    logger.warn(
      { event: "cart.fill_failed", username, runId, dependency, code, attempt, retryInMs, err: error },
      `Cannot fill cart "${username}": ${dependency ?? "the worker"} failed; next try in ${retryInMs} ms`,
    );
  };
  const filled = await retry({ signal, onFailure }, async (attempt) => {
    attempts = attempt;
    // Once a run, or a later try would take out again what an earlier one has put in.
    const toItem = (productId: string) => ({ ...wish, productId, requestId: requestIdOf(runId, productId) });
    try {
      removed ??= await makeRoom(carts, options, call);
      return await carts.add(username, additions(products.newest(maxProducts, call), toItem), call);
    } catch (error) {
      if (!isOutdated(error)) throw error;
      logger.warn(
        { event: "cart.fill_abandoned", username, runId, ...failedAt(error), attempt, err: error },
        `Cannot fill cart "${username}" as planned: ${error.message}; the next cycle plans anew`,
      );
      return undefined;
    }
  });
  if (filled === undefined) return;
  const { added, duplicates, refused, totals } = filled;

  const durationMs = now() - startedAt;
  logger.info(
    {
      event: "cart.filled",
      username,
      runId,
      added,
      duplicates,
      refused,
      removed,
      totals: totals.map(inDecimals),
      durationMs,
      attempts,
    },
    `added ${added} items to cart "${username}"`,
  );
}

/** Whether the same try would fail again, because of the state that it met: no cart, a full one, a deleted product. */
function isOutdated(error: unknown): error is DependencyError {
  return error instanceof DependencyError && ["NOT_FOUND", "FAILED_PRECONDITION"].includes(error.code);
}

function failedAt(error: unknown) {
  if (!(error instanceof DependencyError)) return { dependency: undefined, code: "UNKNOWN" };
  return { dependency: error.dependency, code: error.code };
}

/** Makes sure that there is a cart with room for this run. @returns how many items had to go. */
async function makeRoom(
  carts: Carts,
  { username, maxItems, maxProducts }: FillCartOptions,
  call: Call,
): Promise<number> {
  const held = await carts.find(username, call);
  if (held === undefined) await carts.create(username, call);
  const surplus = held === undefined ? [] : itemsToRemove(held, maxItems, maxProducts);
  if (surplus.length > 0) await carts.remove(username, surplus, call);
  return surplus.length;
}

/** Each chunk of products becomes a chunk of items, when it is asked for: the catalogue is never held in memory. */
async function* additions(
  chunks: AsyncIterable<readonly string[]>,
  toItem: (productId: string) => NewItem,
): AsyncGenerator<NewItem[]> {
  for await (const productIds of chunks) yield productIds.map(toItem);
}
