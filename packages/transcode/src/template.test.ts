import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { compareTemplates, matchTemplate, parseTemplate } from "./template.ts";

const match = (template: string, path: string) => matchTemplate(parseTemplate(template), path.split("/").slice(1));

describe("parseTemplate()", () => {
  it.each([
    ["a literal", "/v1", { segments: [{ kind: "literal", text: "v1" }], variables: [], verb: "" }],
    ["one segment", "/*", { segments: [{ kind: "one" }], variables: [], verb: "" }],
    ["all segments", "/**", { segments: [{ kind: "rest" }], variables: [], verb: "" }],
    ["a variable", "/{a}", { segments: [{ kind: "one" }], variables: [{ path: ["a"], start: 0, end: 1 }], verb: "" }],
    [
      "a nested field",
      "/{a.b_c.d1=*}",
      { segments: [{ kind: "one" }], variables: [{ path: ["a", "b_c", "d1"], start: 0, end: 1 }], verb: "" },
    ],
    [
      "a variable of many segments",
      "/{a=b/*}",
      {
        segments: [{ kind: "literal", text: "b" }, { kind: "one" }],
        variables: [{ path: ["a"], start: 0, end: 2 }],
        verb: "",
      },
    ],
    [
      "a verb",
      "/{a=**}:b",
      { segments: [{ kind: "rest" }], variables: [{ path: ["a"], start: 0, end: 1 }], verb: "b" },
    ],
  ])("reads %s", (_what, text, expected) => {
    expect(parseTemplate(text)).toEqual(expected);
  });

  it.each([
    ["", 1, 'expected "/"'],
    ["v1", 1, 'expected "/"'],
    ["/", 2, "expected a literal"],
    ["/v1/", 5, "expected a literal"],
    ["//v1", 2, "expected a literal"],
    ["/v1:", 5, "expected a verb"],
    ["/v1:a:b", 6, "expected the end"],
    ["/v1/{}", 6, "expected the name of a field"],
    ["/v1/{1a}", 6, "expected the name of a field"],
    ["/v1/{a.}", 8, "expected the name of a field"],
    ["/v1/{a", 7, 'expected "}"'],
    ["/v1/{a=}", 8, "expected a literal"],
    ["/v1/{a={b}}", 8, "a variable may not hold another"],
    ["/v1/{a}/{a}", 11, 'the variable "a" is there twice'],
    ["/v1/**/b", 8, 'nothing but a verb may follow "**"'],
    ["/{a=**}/*", 9, 'nothing but a verb may follow "**"'],
    ["/v1/a*", 6, "expected the end"],
    ["/v1/a%20b", 6, "expected the end"],
    ["/v1?a", 4, "expected the end"],
  ])("refuses %j at column %i", (text, column, why) => {
    expect(() => parseTemplate(text)).toThrow(`Cannot read path template "${text}" at column ${column}: ${why}`);
  });
});

describe("matchTemplate()", () => {
  it.each([
    ["/v1/a", "/v1/a", []],
    ["/v1/a", "/v1/%61", []],
    ["/v1/a", "/v1/b", undefined],
    ["/v1/a", "/v1/a/", undefined],
    ["/v1/a", "/v1", undefined],
    ["/v1/a", "/V1/a", undefined],
    ["/v1/*", "/v1/x", []],
    ["/v1/{a}", "/v1/", undefined],
    ["/v1/{a}", "/v1/x", ["x"]],
    ["/v1/{a}", "/v1/x/y", undefined],
    ["/v1/{a}", "/v1/x:y", ["x:y"]],
    ["/v1/{a}", "/v1/x%2Fy%20+%C3%A9", ["x/y +é"]],
    ["/v1/{a}/b/{c}", "/v1/1/b/2", ["1", "2"]],
    ["/v1/{a=b/*}", "/v1/b/c", ["b/c"]],
    ["/v1/{a=b/*}", "/v1/b/c%2fd%20e", ["b/c%2fd e"]],
    ["/v1/{a=b/*}/c", "/v1/b/x/c", ["b/x"]],
    ["/v1/{a=**}", "/v1", [""]],
    ["/v1/{a=**}", "/v1/x/y/z", ["x/y/z"]],
    ["/v1/{a=**}", "/v1/x%2Fy", ["x%2Fy"]],
    ["/v1/{a=**}", "/v1/x//y", undefined],
    ["/v1/{a=b/**}", "/v1/b/c/d", ["b/c/d"]],
    ["/v1/**", "/v1/x/y", []],
    ["/v1/a:b", "/v1/a:b", []],
    ["/v1/a:b", "/v1/a%3Ab", undefined],
    ["/v1/a:b", "/v1/a:c", undefined],
    ["/v1/{a}:b", "/v1/x:y:b", ["x:y"]],
    ["/v1/{a}:b", "/v1/:b", undefined],
    ["/v1/{a=**}:b", "/v1/x/y:b", ["x/y"]],
  ])("%s on %s", (template, path, expected) => {
    expect(match(template, path)).toEqual(expected);
  });

  it.each(["%", "%zz", "%C3", "%C3%28"])("throws for %s, which encodes nothing", (bad) => {
    expect(() => match("/v1/{a}", `/v1/${bad}`)).toThrow("URI malformed");
  });

  it("gives back whatever one segment was made of", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (value) => {
        fc.pre(value.isWellFormed());
        expect(match("/v1/{a}", `/v1/${encodeURIComponent(value)}`)).toEqual([value]);
      }),
    );
  });

  it("gives back many segments, slashes that were encoded apart", () => {
    const segment = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes("/"));
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 5 }), (segments) => {
        const path = segments.map(encodeURIComponent).join("/");
        expect(match("/v1/{a=**}", `/v1/${path}`)).toEqual([segments.join("/")]);
      }),
    );
  });
});

describe("compareTemplates()", () => {
  it("puts the more specific first", () => {
    const sorted = ["/a/b:x", "/*/*:x", "/a/b", "/a/*", "/a/**", "/*", "/*/b", "/**"];

    const orders = [sorted, [...sorted].reverse(), [...sorted.slice(4), ...sorted.slice(0, 4)]];
    for (const order of orders) {
      const result = order.map(parseTemplate).sort(compareTemplates);
      expect(result).toEqual(sorted.map(parseTemplate));
    }
  });

  it.each([
    ["/{a}", "/{b}"],
    ["/{a=b/*}", "/b/{c}"],
    ["/*", "/{a}"],
    ["/**:x", "/{a=**}:x"],
  ])("finds that %s and %s match the same", (one, other) => {
    expect(compareTemplates(parseTemplate(one), parseTemplate(other))).toBe(0);
  });
});
