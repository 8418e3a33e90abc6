import { describe, expect, it } from "@jest/globals";
import { compare, formatComparison, formatFigures } from "./report.ts";

const comparison = compare("CPU per call", "µs", [
  { name: "bare", values: [40, 20, 30] },
  { name: "kit", values: [44, 24, 30] },
]);

describe("compare()", () => {
  it("takes ratios round by round, so that a slow round weighs on nobody", () => {
    expect(comparison.rows[1]).toEqual({
      name: "kit",
      ratio: { min: 1, median: 1.1, max: 1.2 },
      value: { min: 24, median: 30, max: 44 },
    });
  });
});

describe("formatComparison()", () => {
  it("shows the ratio with its spread, and what it was made of", () => {
    expect(formatComparison(comparison).split("\n")).toEqual([
      "CPU per call",
      "      ratio   min   max  µs",
      "----  -----  ----  ----  --",
      "bare   1.00  1.00  1.00  30",
      "kit    1.10  1.00  1.20  30",
    ]);
  });
});

describe("formatFigures()", () => {
  it("shows whether memory grows with the rows, and where nobody can tell", () => {
    const rows = [
      { name: "client", values: [100, 101] },
      { name: "service", values: [220, undefined] },
    ];
    expect(formatFigures({ title: "Peak memory", unit: "MiB", columns: ["10k", "100k"], rows }).split("\n")).toEqual([
      "Peak memory",
      "MiB      10k  100k",
      "-------  ---  ----",
      "client   100   101",
      "service  220   n/a",
    ]);
  });
});
