import { describe, expect, it } from "@jest/globals";
import { closingLine, readClosingLine, summary, sumOfSummaries, total } from "./test-results.ts";

const green = { name: "@hexmart/money", exitCode: 0, cached: true, counts: { passed: 22, failed: 0, skipped: 0 } };
const red = { name: "@hexmart/auth", exitCode: 1, cached: false, counts: { passed: 5, failed: 2, skipped: 1 } };
const crashed = { name: "@hexmart/grpc", exitCode: 134, cached: false, counts: undefined };

describe("total()", () => {
  it("sums passed and failed over all packages, replayed ones as well", () => {
    expect(total([green, red])).toEqual({ passed: 27, failed: 2 });
  });

  it("counts a package that failed without a failed test as one failure", () => {
    expect(total([green, crashed])).toEqual({ passed: 22, failed: 1 });
  });
});

describe("closingLine()", () => {
  it("never says that nothing failed in a run that failed", () => {
    expect(closingLine({ passed: 22, failed: 0 }, true)).toBe("22 passed, 0 failed");
    expect(closingLine({ passed: 22, failed: 0 }, false)).toBe("22 passed, 1 failed");
    expect(closingLine({ passed: 22, failed: 3 }, false)).toBe("22 passed, 3 failed");
  });

  it("counts a run without a test as a failure", () => {
    expect(closingLine({ passed: 0, failed: 0 }, true)).toBe("0 passed, 1 failed");
  });

  it("is what readClosingLine() reads", () => {
    expect(readClosingLine("22 passed, 3 failed")).toEqual({ passed: 22, failed: 3 });
    expect(readClosingLine("")).toBeUndefined();
  });
});

describe("sumOfSummaries()", () => {
  it("adds up the closing lines of all runs, whatever stands above them", () => {
    expect(sumOfSummaries(["money  3 passed\n3 passed, 0 failed\n", "2 passed, 1 failed\n"])).toEqual({
      passed: 5,
      failed: 1,
    });
  });

  it("counts a run that did not get to its closing line as a failure", () => {
    expect(sumOfSummaries(["3 passed, 0 failed\n", "money  3 pa"])).toEqual({ passed: 3, failed: 1 });
  });
});

describe("summary()", () => {
  it("ends in the sum, alone on its line", () => {
    expect(summary([green, red, crashed], false)).toBe(
      [
        "@hexmart/money  22 passed (cached)",
        "@hexmart/auth   5 passed, 2 failed, 1 skipped",
        "@hexmart/grpc   0 passed, exit code 134 without a failed test: see its output",
        "27 passed, 3 failed",
      ].join("\n"),
    );
  });
});
