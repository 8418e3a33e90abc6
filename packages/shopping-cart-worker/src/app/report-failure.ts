import { DependencyError, isRefusal, remedyFor } from "#domain/errors.ts";
import type { Logger } from "#ports/logger.ts";
import type { Progress } from "#ports/progress.ts";
import type { Failure } from "#ports/retry.ts";

type Ports = { readonly logger: Logger; readonly progress: Progress };

/**
 * Says what failed and what to do about it, once for as long as it fails alike: whoever wants to see every try asks for
 * level debug.
 */
export function createFailureReport({ logger, progress }: Ports, about: () => { username: string; runId?: string }) {
  let said: string | undefined;
  return ({ error, attempt, retryInMs }: Failure): void => {
    progress.failed();
    const { dependency, code } =
      error instanceof DependencyError ? error : { dependency: "the worker", code: "UNKNOWN" };
    const event = isRefusal(error) ? "cart.fill_abandoned" : "cart.fill_failed";
    const level = said === dependency + code ? "debug" : "warn";
    said = dependency + code;
    // What nobody foresaw is told in full.
    const err = code === "UNKNOWN" ? { err: error } : {};
    const message = error instanceof Error ? error.message : String(error);
    logger[level](
      { event, ...about(), dependency, code, attempt, retryInMs, ...err },
      `Cannot fill cart "${about().username}": ${dependency} failed with ${code}: ${message}; ${remedyFor(error)}`,
    );
  };
}
