import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What one package's tests came to. */
export type Counts = { passed: number; failed: number; skipped: number };

/**
 * Where a package leaves the counts of an npm script, such as `test:deno`, relative to its folder. An output of turbo's
 * task of that name, so a replay restores it.
 */
export function countsFile(script: string): string {
  return `.hexmart/test-results/${script.replaceAll(":", "-")}.json`;
}

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
  readonly #script: string;

  constructor(
    config: { rootDir: string; watch?: boolean; watchAll?: boolean },
    { script = process.env.npm_lifecycle_event ?? "test" }: { script?: string } = {},
  ) {
    this.#directory = config.rootDir;
    this.#script = script;
    this.#partial = config.watch === true || config.watchAll === true;
  }

  onRunComplete(_contexts: ReadonlySet<unknown>, results: Results): void {
    if (this.#partial) return;
    const counts: Counts = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    const file = join(this.#directory, countsFile(this.#script));
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, `${JSON.stringify(counts)}\n`);
  }
}
