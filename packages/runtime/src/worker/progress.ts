/** How the runs of a worker go, for those who watch from outside. */
export type Progress = {
  /** A run was done. */
  succeeded(): void;
  /** A try of a run failed. */
  failed(): void;
  /** Resolves until tries fail, and again once a run is done; rejects with how many failed since when. */
  health(): Promise<void>;
};

/**
 * Keeps account of runs.
 *
 * @example
 * const progress = createProgress(() => new Date());
 * progress.failed();
 * await progress.health(); // Error: no run was done: 1 try has failed since 2026-07-01T12:00:00.000Z
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
    async health() {
      if (failingSince === undefined) return;
      const done =
        lastSuccess === undefined ? "no run was done" : `the last run was done at ${lastSuccess.toISOString()}`;
      const tries = failures === 1 ? "1 try has failed" : `${failures} tries have failed`;
      throw new Error(`${done}: ${tries} since ${failingSince.toISOString()}`);
    },
  };
}
