import { describe, expect, it } from "@jest/globals";
import { summary, total } from "./test-results.ts";

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

describe("summary()", () => {
  it("ends in the sum, alone on its line", () => {
    expect(summary([green, red, crashed])).toBe(
      [
        "@hexmart/money  22 passed (cached)",
        "@hexmart/auth   5 passed, 2 failed, 1 skipped",
        "@hexmart/grpc   0 passed, exit code 134 without a failed test: see its output",
        "27 passed, 3 failed",
      ].join("\n"),
    );
  });
});
