import type pg from "pg";
import { DatabaseUnavailableError, messageOf } from "./errors.ts";
import { describeTarget, type Target } from "./target.ts";

const LONGEST_PING_MS = 2_000;

/** Asks the database for a sign of life, for at most 2 s or until the signal aborts. */
export async function ping(pool: pg.Pool, target: Target, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  const limit = AbortSignal.timeout(LONGEST_PING_MS);
  const either = signal ? AbortSignal.any([signal, limit]) : limit;
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => {
    aborted.reject(
      signal?.aborted ? signal.reason : unavailable(target, `no answer within ${LONGEST_PING_MS} ms`, limit.reason),
    );
  };
  either.addEventListener("abort", onAbort, { once: true });
  // pg cannot abort a query; with a time limit of its own the connection is given up instead of kept waiting.
  const query: pg.QueryConfig & { query_timeout: number } = { text: "select 1", query_timeout: LONGEST_PING_MS };
  try {
    await Promise.race([pool.query(query), aborted.promise]);
  } catch (error) {
    if (either.aborted || error instanceof DatabaseUnavailableError) throw error;
    throw unavailable(target, messageOf(error), error);
  } finally {
    either.removeEventListener("abort", onAbort);
  }
}

function unavailable(target: Target, reason: string, cause: unknown): DatabaseUnavailableError {
  return new DatabaseUnavailableError(`Cannot reach ${describeTarget(target)}: ${reason}`, { cause });
}
