import type { Counts } from "../packages/tooling/src/jest-reporter.ts";

/** What turbo says of one package's tests. */
export type Task = { name: string; exitCode: number; cached: boolean };

/** A package's line of the summary. `counts` is undefined where its tests ended before they could be counted. */
export type Row = Task & { counts: Counts | undefined };

/** Sums up. A package that failed without a failed test (it crashed, was killed, did not start) is one failure. */
export function total(rows: readonly Row[]): { passed: number; failed: number } {
  let passed = 0;
  let failed = 0;
  for (const { counts, exitCode } of rows) {
    passed += counts?.passed ?? 0;
    failed += Math.max(counts?.failed ?? 0, exitCode === 0 ? 0 : 1);
  }
  return { passed, failed };
}

/** A line for each package, and as the very last line the sum over all of them. */
export function summary(rows: readonly Row[]): string {
  const width = Math.max(...rows.map((row) => row.name.length), 0);
  const lines = rows.map(({ name, counts, exitCode, cached }) => {
    const parts = [`${counts?.passed ?? 0} passed`];
    if (counts?.failed) parts.push(`${counts.failed} failed`);
    if (counts?.skipped) parts.push(`${counts.skipped} skipped`);
    if (exitCode !== 0 && !counts?.failed) parts.push(`exit code ${exitCode} without a failed test: see its output`);
    return `${name.padEnd(width)}  ${parts.join(", ")}${cached ? " (cached)" : ""}`;
  });
  const { passed, failed } = total(rows);
  return [...lines, `${passed} passed, ${failed} failed`].join("\n");
}
