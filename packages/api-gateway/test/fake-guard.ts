import { UpstreamError } from "#domain/errors.ts";
import type { Guard } from "#ports/guard.ts";

type Options = { readonly places?: number; readonly queue?: number; readonly failures?: number };

/** A guard that tells how many places are taken. Whatever is an UpstreamError counts as a failure of the upstream. */
export function createFakeGuard({ places = 1, queue = 0, failures = 1 }: Options = {}): Guard & { taken(): number } {
  const waiting: (() => void)[] = [];
  let taken = 0;
  let failed = 0;
  return {
    taken: () => taken,
    async enter(signal) {
      signal.throwIfAborted();
      if (taken >= places) {
        if (waiting.length >= queue) throw new UpstreamError("OVERLOADED", "It is full", { retryAfter: 1 });
        await new Promise<void>((resolve, reject) => {
          waiting.push(resolve);
          signal.addEventListener("abort", () => {
            waiting.splice(waiting.indexOf(resolve), 1);
            reject(signal.reason);
          });
        });
      }
      taken += 1;
      return () => {
        taken -= 1;
        waiting.shift()?.();
      };
    },
    async attempt(run) {
      if (failed >= failures) throw new UpstreamError("RESTING", "It rests", { retryAfter: 60 });
      try {
        const answer = await run();
        failed = 0;
        return answer;
      } catch (error) {
        failed = error instanceof UpstreamError ? failed + 1 : 0;
        throw error;
      }
    },
  };
}
