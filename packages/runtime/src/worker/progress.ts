import type { Health } from "../lifecycle.ts";

/** How the runs of a worker go, for those who watch from outside. */
export type Progress = {
  /** A run was done. */
  succeeded(): void;
  /** A try of a run failed. */
  failed(): void;
  /** Ready until tries fail, and again once a run is done. */
  health(): Health;
};

/**
 * Keeps account of runs.
 *
 * @example
 * const progress = createProgress(() => new Date());
 * progress.failed();
 * progress.health(); // { ready: false, details: { failures: 1, failingSince: "2026-07-01T12:00:00.000Z" } }
 */
export function createProgress(now: () => Date): Progress {
  let lastSuccess: Date | undefined;
  let failingSince: Date | undefined;
  let failures = 0;
  return {
    succeeded() {
      lastSuccess = now();
      failingSince = undefined;
      failures = 0;
    },
    failed() {
      failingSince ??= now();
      failures += 1;
    },
    health: () => ({
      ready: failures === 0,
      details: {
        failures,
        ...(failingSince && { failingSince: failingSince.toISOString() }),
        ...(lastSuccess && { lastSuccess: lastSuccess.toISOString() }),
      },
    }),
  };
}
