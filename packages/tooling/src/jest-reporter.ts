import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What one package's tests came to. */
export type Counts = { passed: number; failed: number; skipped: number };

/** Where a package leaves its counts, relative to its folder. An output of turbo's test task, so a replay restores it. */
export const countsFile = ".hexmart/test-results.json";

type Results = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
};

/**
 * A jest reporter that leaves the counts of a run in a file, so that `npm test` can sum them over all packages.
 * It is part of the preset; a package does not name it.
 */
export default class CountReporter {
  readonly #directory: string;
  readonly #partial: boolean;

  constructor(config: { rootDir: string; watch?: boolean; watchAll?: boolean }) {
    this.#directory = config.rootDir;
    this.#partial = config.watch === true || config.watchAll === true;
  }

  onRunComplete(_contexts: ReadonlySet<unknown>, results: Results): void {
    if (this.#partial) return;
    const counts: Counts = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    const file = join(this.#directory, countsFile);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, `${JSON.stringify(counts)}\n`);
  }
}
