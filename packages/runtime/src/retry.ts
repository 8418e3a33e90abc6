import { metrics } from "@opentelemetry/api";
import { type Pause, pause as realPause } from "./pause.ts";

/** One failed try. */
export type Failure = {
  readonly error: unknown;
  /** Which try it was: 1 for the first. */
  readonly attempt: number;
  /** How long until the next, in milliseconds; undefined when there is none. */
  readonly retryInMs: number | undefined;
};

export type RetryOptions = {
  /** Ends the waiting at once; a try in progress has to watch it itself. */
  readonly signal: AbortSignal;
  /** Told of every failed try, before the wait. Where it throws, there is no next try. */
  readonly onFailure?: (failure: Failure) => void;
  /** The wait after the first failure, in milliseconds. Default 500. */
  readonly firstDelayMs?: number;
  /** No wait is longer, in milliseconds. Default 30 000. */
  readonly longestDelayMs?: number;
  /** After how many failed tries it gives up; 0 for never. Default 0. */
  readonly maxAttempts?: number;
  readonly pause?: Pause;
  /** A number in [0, 1), as `Math.random` gives. */
  readonly random?: () => number;
};

/** Thrown by {@link retry} after `maxAttempts` failures, the last of which is its cause. */
export class GaveUpError extends Error {
  override readonly name = "GaveUpError";
  readonly code = "GAVE_UP";

  constructor(attempts: number, cause: unknown) {
    const tries = attempts === 1 ? "one try" : `${attempts} tries`;
    super(`gave up after ${tries}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/**
 * Tries until it succeeds, however long that takes, and waits longer after every failure: exponential back-off, of which
 * chance takes up to half, so that the callers of a server that was away do not come back all at once.
 *
 * What is tried must be safe to try again, since a failure says nothing about what was done before it.
 *
 * @returns What the first successful try answers.
 * @throws The signal's reason, once it has aborted. {@link GaveUpError} after `maxAttempts` failures.
 *
 * @example
 * const answer = await retry({ signal, onFailure: ({ error }) => logger.warn({ err: error }, "again") }, () =>
 *   fetch("https://shop.example/", { signal }),
 * );
 */
export async function retry<T>(options: RetryOptions, attempt: (number: number) => Promise<T>): Promise<T> {
  const { signal, onFailure, maxAttempts = 0, pause = realPause } = options;
  for (let number = 1; ; number++) {
    signal.throwIfAborted();
    try {
      return await attempt(number);
    } catch (error) {
      signal.throwIfAborted();
      const retryInMs = number === maxAttempts ? undefined : delayAfter(number, options);
      failedTries().add(1);
      onFailure?.({ error, attempt: number, retryInMs });
      if (retryInMs === undefined) throw new GaveUpError(number, error);
      await pause(retryInMs, signal);
    }
  }
}

function delayAfter(attempt: number, options: RetryOptions): number {
  const { firstDelayMs = 500, longestDelayMs = 30_000, random = Math.random } = options;
  const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return Math.round(delay * (1 - random() / 2));
}

function failedTries() {
  return metrics.getMeter("@hexmart/runtime").createCounter("hexmart.retry.failed_tries", {
    unit: "{try}",
    description: "Tries that have failed and are made again.",
  });
}
