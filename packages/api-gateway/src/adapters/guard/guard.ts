import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
} from "cockatiel";
import { UpstreamError } from "#domain/errors.ts";
import type { Guards } from "#domain/route.ts";
import type { Guard } from "#ports/guard.ts";

type Options = Guards & {
  /** What the upstream is called in messages. */
  readonly name: string;
  /** Whether an error says that the upstream is in trouble; of a caller's mistake it does not. */
  readonly isFault: (error: unknown) => boolean;
  /** The same of an answer. */
  readonly isFaultyAnswer?: (answer: unknown) => boolean;
};

const DEFAULT_BULKHEAD = { inFlight: 128, queue: 128 };
const DEFAULT_BREAKER = { failures: 10, openForMs: 5_000 };

/** One for each upstream: a queue of its own, and a breaker of its own. */
export function createGuard({ name, isFault, isFaultyAnswer = () => false, ...guards }: Options): Guard {
  const { inFlight, queue } = guards.bulkhead ?? DEFAULT_BULKHEAD;
  const { failures, openForMs } = guards.breaker ?? DEFAULT_BREAKER;
  const places = bulkhead(inFlight, queue);
  const breaker = circuitBreaker(handleWhen(isFault).orWhenResult(isFaultyAnswer), {
    halfOpenAfter: openForMs,
    breaker: new ConsecutiveBreaker(failures),
  });
  const resting = (cause?: unknown) =>
    new UpstreamError("RESTING", `${name} has failed too often of late`, {
      retryAfter: Math.ceil(openForMs / 1_000),
      cause,
    });
  return {
    enter: (signal) =>
      new Promise((resolve, reject) => {
        const left = () => reject(signal.reason);
        signal.addEventListener("abort", left, { once: true });
        places
          .execute(() => {
            signal.removeEventListener("abort", left);
            // Whoever left while waiting has nothing to give back.
            return signal.aborted ? undefined : new Promise<void>((leave) => resolve(leave));
          }, signal)
          .catch((cause: unknown) => {
            signal.removeEventListener("abort", left);
            reject(cause instanceof BulkheadRejectedError ? overloaded(name, cause) : (signal.reason ?? cause));
          });
      }),
    async attempt(run) {
      // The breaker would have all others wait for the one that tries, however long that takes.
      if (breaker.state === CircuitState.HalfOpen) throw resting();
      try {
        return await breaker.execute(run);
      } catch (cause) {
        throw cause instanceof BrokenCircuitError ? resting(cause) : cause;
      }
    },
  };
}

function overloaded(name: string, cause: unknown): UpstreamError {
  return new UpstreamError("OVERLOADED", `As many requests as may wait for ${name} do so already`, {
    retryAfter: 1,
    cause,
  });
}
