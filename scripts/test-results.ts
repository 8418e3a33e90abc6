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

/**
 * The last line that a run prints. A run that has not succeeded never says "0 failed", whatever it was that failed, and
 * one in which no test ran has not succeeded.
 */
export function closingLine({ passed, failed }: { passed: number; failed: number }, ok: boolean): string {
  return `${passed} passed, ${Math.max(failed, ok && passed > 0 ? 0 : 1)} failed`;
}

/** The numbers of a closing line, undefined where the text is none. */
export function readClosingLine(text: string): { passed: number; failed: number } | undefined {
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(text) ?? [];
  return passed === undefined ? undefined : { passed: Number(passed), failed: Number(failed) };
}

/** What summaries come to together, each by its last line. One that was not written to its end is one failure. */
export function sumOfSummaries(texts: readonly string[]): { passed: number; failed: number } {
  const lines = texts.map((text) => readClosingLine(text.trimEnd().split("\n").at(-1) ?? ""));
  return {
    passed: lines.reduce((sum, line) => sum + (line?.passed ?? 0), 0),
    failed: lines.reduce((sum, line) => sum + (line?.failed ?? 1), 0),
  };
}

/** A line for each package, and as the very last line the sum over all of them; `ok` is whether the run succeeded. */
export function summary(rows: readonly Row[], ok: boolean): string {
  const width = Math.max(...rows.map((row) => row.name.length), 0);
  const lines = rows.map(({ name, counts, exitCode, cached }) => {
    const parts = [`${counts?.passed ?? 0} passed`];
    if (counts?.failed) parts.push(`${counts.failed} failed`);
    if (counts?.skipped) parts.push(`${counts.skipped} skipped`);
    if (exitCode !== 0 && !counts?.failed) parts.push(`exit code ${exitCode} without a failed test: see its output`);
    return `${name.padEnd(width)}  ${parts.join(", ")}${cached ? " (cached)" : ""}`;
  });
  return [...lines, closingLine(total(rows), ok)].join("\n");
}
