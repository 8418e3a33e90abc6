import { describe, expect, it } from "@jest/globals";
import { countsIn, table } from "./table.ts";

describe("countsIn()", () => {
  it("reads what jest says at the end", () => {
    expect(countsIn("PASS a.test.ts\n\nTests:       1 failed, 127 passed, 128 total\n")).toBe("1 failed, 127 passed");
  });

  it("does not take silence for success", () => {
    expect(countsIn("Killed")).toBe("no tests");
  });
});

describe("table()", () => {
  it("has a line for each package, and counts those that failed", () => {
    const rows = [
      { name: "money", results: { node: "9 passed", deno: "9 passed" }, ok: true },
      { name: "discount", results: { node: "9 passed", deno: "1 failed, 8 passed" }, ok: false },
    ];

    expect(
      table(rows)
        .split("\n")
        .map((line) => line.replace(/ {2,}/g, " | ")),
    ).toEqual([
      "package | Node | Deno",
      "money | 9 passed | 9 passed",
      "discount | 9 passed | 1 failed, 8 passed",
      "1 of 2 packages can be forked",
    ]);
  });
});
