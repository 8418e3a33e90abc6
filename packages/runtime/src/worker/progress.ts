import { metrics } from "@opentelemetry/api";

/** How the runs of a worker go, for those who watch from outside. */
export type Progress = {
  /** A run was done, and brought in so many items. */
  succeeded(items?: number): void;
  /** A try of a run failed. */
  failed(): void;
  /** Resolves until tries fail, and again once a run is done; rejects with how many failed since when. */
  health(): Promise<void>;
};

/**
 * Keeps account of runs, also in the metrics `hexmart.worker.runs` and `hexmart.worker.items`.
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
  const meter = metrics.getMeter("@hexmart/runtime");
  const runs = meter.createCounter("hexmart.worker.runs", { unit: "{run}", description: "Runs that were done." });
  const itemsDone = meter.createCounter("hexmart.worker.items", {
    unit: "{item}",
    description: "Items that runs have brought in: products inserted, items added to carts.",
  });
  return {
    succeeded(items = 0) {
      runs.add(1);
      itemsDone.add(items);
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
