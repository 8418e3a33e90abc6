import { describe, expect, it } from "@jest/globals";
import { parseArguments, parseRows } from "./arguments.ts";

describe("parseArguments()", () => {
  it("reads a benchmark with its options", () => {
    expect(parseArguments(["bulk", "--rows", "10k,1m", "--rounds", "3", "--json"])).toEqual({
      help: false,
      json: true,
      benchmark: "bulk",
      rows: [10_000, 1_000_000],
      rounds: 3,
    });
  });

  it("names no benchmark where none was asked for", () => {
    expect(parseArguments([])).toMatchObject({ benchmark: undefined, help: false, rounds: 5 });
    expect(parseArguments(["--help"]).help).toBe(true);
  });

  it.each([
    [["fast"], 'no benchmark "fast": choose unary, bulk, stream, cart'],
    [["toString"], 'no benchmark "toString"'],
    [["unary", "bulk"], 'Cannot run "bulk" as well'],
    [["unary", "--rounds", "0"], 'Cannot read --rounds "0"'],
    [["unary", "--rounds", "2.5"], 'Cannot read --rounds "2.5"'],
    [["bulk", "--rows", "ten"], '"ten" is not a number'],
    [["bulk", "--fast"], "--fast"],
  ])("refuses %j with what would do", (args, message) => {
    expect(() => parseArguments(args)).toThrow(expect.objectContaining({ name: "UsageError" }));
    expect(() => parseArguments(args)).toThrow(message);
  });
});

describe("parseRows()", () => {
  it("knows thousands and millions", () => {
    expect(parseRows("500,10k,100K,1m")).toEqual([500, 10_000, 100_000, 1_000_000]);
  });

  it.each(["", "0", "-1", "1g", "10k,,1m"])("refuses %j", (text) => {
    expect(() => parseRows(text)).toThrow("Cannot read --rows");
  });
});
