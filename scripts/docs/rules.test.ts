import { describe, expect, it } from "@jest/globals";
import { inWords } from "./rules.ts";

describe("inWords()", () => {
  it.each([
    ["nothing", undefined, ""],
    ["presence", { required: true }, "required"],
    ["length", { string: { minLen: "1", maxLen: "2000" } }, "1 to 2,000 characters"],
    ["size", { string: { maxBytes: "2000" } }, "at most 2,000 bytes in UTF-8"],
    ["a pattern", { string: { pattern: "^[A-Z]{3}$" } }, "matches `^[A-Z]{3}$`"],
    ["a pattern that everybody uses", { string: { pattern: "^[^\\x00]*$" } }, "no U+0000"],
    ["a format", { string: { uuid: true } }, "a UUID"],
    ["a number", { int64: { gte: "-1000000", lte: "1000000" } }, "-1,000,000 to 1,000,000"],
    ["a number with one bound", { int32: { gte: 0 } }, "at least 0"],
    [
      "a list",
      { repeated: { minItems: "1", unique: true, items: { string: { uuid: true } } } },
      "at least 1 items; no two alike; each a UUID",
    ],
    ["what may be left out", { ignore: "IGNORE_IF_ZERO_VALUE", string: { uuid: true } }, "may be empty, else a UUID"],
    ["an expression", { cel: [{ id: "a", message: "must be odd", expression: "this % 2 == 1" }] }, "must be odd"],
    ["an expression without a message", { cel: [{ id: "a", expression: "this % 2 == 1" }] }, "this % 2 == 1"],
  ])("says of %s what is allowed", (_what, rules, words) => {
    expect(inWords(rules)).toBe(words);
  });

  it("names the values of an enum", () => {
    expect(inWords({ enum: { definedOnly: true, notIn: [0] } }, (value) => `STATUS_${value}`)).toBe(
      "a defined value; not `STATUS_0`",
    );
  });

  it.each([
    [
      "a rule of a kind that it knows",
      { string: { maxLen: "9", email: true } },
      'at most 9 characters; `{"string":{"email":true}}`',
    ],
    ["a kind of rules", { duration: { lt: "3s" } }, '`{"duration":{"lt":"3s"}}`'],
    ["a rule that is no message", { celExpression: ["true"] }, '`{"celExpression":["true"]}`'],
  ])("prints %s that it has no words for, rather than leaving it out", (_what, rules, words) => {
    expect(inWords(rules)).toBe(words);
  });
});
