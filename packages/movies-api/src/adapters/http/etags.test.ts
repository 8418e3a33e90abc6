import { describe, expect, it } from "@jest/globals";
import { isKnown, toCondition, toETag } from "./etags.ts";

describe("toCondition()", () => {
  it.each([
    ['"a"', ["a"]],
    ['"a", "b"', ["a", "b"]],
    ['"a" ,"b"', ["a", "b"]],
    ['""', [""]],
    ['"a,b"', ["a,b"]],
    ['W/"a"', []],
    ['W/"a", "b"', ["b"]],
    ["*", "any"],
    [" * ", "any"],
  ])("reads %s", (header, condition) => {
    expect(toCondition(header)).toEqual(condition);
  });

  it("asks for If-Match where there is none", () => {
    expect(() => toCondition(undefined)).toThrow(
      expect.objectContaining({ problem: "if-match-required", status: 428 }),
    );
  });

  it.each(["", "a", "'a'", '"a', '"a" "b"', '"a",', 'w/"a"', '*, "a"', '"a\nb"'])("refuses %j", (header) => {
    expect(() => toCondition(header)).toThrow(expect.objectContaining({ problem: "invalid-request" }));
  });

  it("reads what toETag() has written", () => {
    expect(toCondition(toETag("5f0c1d9e"))).toEqual(["5f0c1d9e"]);
  });
});

describe("isKnown()", () => {
  it.each([
    [undefined, false],
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['"b"', false],
    ["*", true],
  ])("knows by %s whether the caller has it", (header, known) => {
    expect(isKnown("a", header)).toBe(known);
  });
});
