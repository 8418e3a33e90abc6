import { describe, expect, it } from "@jest/globals";
import { anchor, anchorsIn, code, linksIn, prose, rowsIn, table } from "./markdown.ts";

describe("table()", () => {
  it("keeps a cell on its line, whatever is in it", () => {
    expect(table(["a", "b"], [["x|y", "one\ntwo\n\nthree"]])).toBe(
      "| a | b |\n|---|---|\n| x\\|y | one two<br>three |",
    );
  });
});

describe("code()", () => {
  it("can quote what has a backtick in it", () => {
    expect([code("a"), code("a`b")]).toEqual(["`a`", "`` a`b ``"]);
  });
});

describe("prose()", () => {
  it("keeps what a browser would take for HTML, and leaves code alone", () => {
    expect(prose("{ <resource>: `<scope>` }")).toBe("{ \\<resource>: `<scope>` }");
  });
});

describe("rowsIn()", () => {
  it("reads what table() wrote, each cell by the head of its column", () => {
    const text = `# Title\n\n${table(
      ["a", "b"],
      [
        ["x|y", "1"],
        ["z", "2"],
      ],
    )}\n\ntext\n\n${table(["c"], [["3"]])}\n`;

    expect(rowsIn(text)).toEqual([
      { line: 5, cells: { a: "x|y", b: "1" } },
      { line: 6, cells: { a: "z", b: "2" } },
      { line: 12, cells: { c: "3" } },
    ]);
  });
});

describe("anchor()", () => {
  it.each([
    ["Money", "money"],
    ["`hexmart.shopping_cart.v1.Item`", "hexmartshopping_cartv1item"],
    ["A process that ends", "a-process-that-ends"],
  ])("is for %j what GitHub makes of it", (heading, expected) => {
    expect(anchor(heading)).toBe(expected);
  });
});

describe("linksIn()", () => {
  it("finds the links to files and headings, and leaves other sites and code alone", () => {
    const text = "[a](a.md) [b](#b) [`c`](c.md#x) [d](https://d.example)\n```md\n[e](e.md)\n```\n`[f](f.md)`";

    expect(linksIn(text)).toEqual(["a.md", "#b", "c.md#x"]);
  });
});

describe("anchorsIn()", () => {
  it("has one for each heading, and none for a comment in code", () => {
    expect(anchorsIn("# One\n\n## Two `x.y`\n\n```sh\n# no heading\n```\n")).toEqual(["one", "two-xy"]);
  });
});
