import { describe, expect, it } from "@jest/globals";
import { safeReturnTo } from "./return-to.ts";

describe("safeReturnTo()", () => {
  it.each(["/", "/movies", "/movies?genre=Crime&order_by=rating%20desc", "/a/b#c"])("keeps the path %j", (path) => {
    expect(safeReturnTo(path)).toBe(path);
  });

  it.each([
    ...["", "movies", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/a\\b", "/a\nb"],
    ...["https://evil.example", "javascript:alert(1)", "/ü", `/${"a".repeat(2_000)}`],
    ...[undefined, null, ["/movies"], 1],
  ])("makes / of %j", (asked) => {
    expect(safeReturnTo(asked)).toBe("/");
  });
});
