import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import CountReporter from "./jest-reporter.ts";

const results = {
  numPassedTests: 3,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  numRuntimeErrorTestSuites: 1,
};

describe("the count reporter", () => {
  it("leaves the counts of a run by the name of the script in .hexmart/test-results of the package", () => {
    const rootDir = mkdtempSync(join(tmpdir(), "hexmart-reporter-"));
    new CountReporter({ rootDir }, { script: "test:deno" }).onRunComplete(new Set(), results);
    const written: unknown = JSON.parse(readFileSync(join(rootDir, ".hexmart/test-results/test-deno.json"), "utf8"));
    rmSync(rootDir, { recursive: true });
    // A test file that cannot be loaded has no tests to count: it is one failure.
    expect(written).toEqual({ passed: 3, failed: 2, skipped: 3 });
  });

  it("writes nothing in watch mode, where a run is a part of the tests", () => {
    const rootDir = mkdtempSync(join(tmpdir(), "hexmart-reporter-"));
    new CountReporter({ rootDir, watch: true }, { script: "test" }).onRunComplete(new Set(), results);
    expect(() => readFileSync(join(rootDir, ".hexmart/test-results/test.json"))).toThrow("ENOENT");
    rmSync(rootDir, { recursive: true });
  });
});
