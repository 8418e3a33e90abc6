import { describe, expect, it } from "@jest/globals";
import { fillRegions, hasRegions, regionOf } from "./regions.ts";

const source = `import { money } from "@hexmart/money";

// #region apply
export function apply() {
  // #region inner
  return money("USD", "1");
  // #endregion inner
}
// #endregion apply
`;
const files: Readonly<Record<string, string>> = {
  "packages/discount/src/domain/discount.ts": source,
  "contracts/openapi/movies.yml": "# #region get\nget: {}\n# #endregion get\n",
  "contracts/proto/discount.proto": "service S {\n  // Gives.\n  rpc Get(A) returns (B);\n}\n",
  "contracts/proto/commented.proto": "// #region a\nmessage A {}\n// #endregion a\n",
  "packages/discount/README.md": "# discount\n\n```sh\nnpm start\n```\n",
};
const fill = (...lines: string[]) =>
  fillRegions(lines.join("\n"), "docs/course/02-discount.md", (path) => files[path]).split("\n");
const marker = "<!-- region packages/discount/src/domain/discount.ts#inner -->";
const inner = [
  marker,
  "",
  "*[packages/discount/src/domain/discount.ts](../../packages/discount/src/domain/discount.ts)*",
  "",
  "```ts",
  'return money("USD", "1");',
  "```",
];

describe("fillRegions()", () => {
  it("writes below a marker a link to the file and the region, and leaves alone what is around it", () => {
    expect(fill("Before.", "", marker, "", "After.")).toEqual(["Before.", "", ...inner, "", "After."]);
  });

  it("replaces what it wrote earlier, and so changes nothing the second time", () => {
    const stale = [
      marker,
      "",
      "*[old.ts](../old.ts)*",
      "",
      "```ts",
      "old",
      "```",
      "",
      "*[a link](../of-the-author.md)*",
    ];

    expect(fill(...stale)).toEqual([...inner, "", "*[a link](../of-the-author.md)*"]);
    expect(fill(...fill(...stale))).toEqual(fill(...stale));
    expect(fill(marker, "```ts", "```", "After.")).toEqual([...inner, "After."]);
  });

  it("leaves alone a block of the author's own that follows", () => {
    const own = ["", "```sh", "npm test", "```"];

    expect(fill(marker, ...own)).toEqual([...inner, ...own]);
    expect(fill(...fill(marker, ...own))).toEqual([...inner, ...own]);
  });

  it("shows a whole file without its region comments, when no name is given", () => {
    const [, , , , ...block] = fill("<!-- region packages/discount/src/domain/discount.ts -->");

    expect(block).toEqual([
      "```ts",
      ...source
        .split("\n")
        .filter((line) => line && !line.includes("#"))
        .toSpliced(1, 0, ""),
      "```",
    ]);
  });

  it("knows the language of a file, and fences a fence by a longer one", () => {
    expect(fill("<!-- region contracts/openapi/movies.yml#get -->").slice(4)).toEqual(["```yaml", "get: {}", "```"]);
    expect(fill("<!-- region packages/discount/README.md -->").slice(4)).toEqual([
      "````md",
      "# discount",
      "",
      "```sh",
      "npm start",
      "```",
      "````",
    ]);
  });

  it("shows a declaration of a proto by its name", () => {
    expect(fill("<!-- region contracts/proto/discount.proto#Get -->").slice(4)).toEqual([
      "```proto",
      "// Gives.",
      "rpc Get(A) returns (B);",
      "```",
    ]);
  });

  it("does not fill what is itself shown as code", () => {
    const shown = ["````md", marker, "```ts", "```", "````"];

    expect(fill(...shown)).toEqual(shown);
  });

  it.each([
    ["a file that is not there", "<!-- region packages/gone.ts#a -->", "there is no file packages/gone.ts"],
    ["a region that is not there", marker.replace("inner", "outer"), 'it has no region "outer", only inner, apply'],
    [
      "a marker that it cannot read",
      "<!-- region packages/a b.ts#c -->",
      "write <!-- region path/from/the/root.ts#name",
    ],
  ])("refuses %s, and says where", (_what, line, why) => {
    expect(() => fill("# Title", line)).toThrow(`Cannot fill docs/course/02-discount.md:2, "${line}": `);
    expect(() => fill("# Title", line)).toThrow(why);
  });

  it("refuses more than a reader would read", () => {
    const read = () => "line\n".repeat(61);

    expect(() => fillRegions("<!-- region long.ts -->", "docs/a.md", read)).toThrow(
      "that is 61 lines; show at most 60",
    );
  });
});

describe("regionOf()", () => {
  it("keeps regions in regions, without their comments and without the indentation", () => {
    expect(regionOf(source, "apply")).toEqual(["export function apply() {", '  return money("USD", "1");', "}"]);
  });

  it.each([
    ["no end", "// #region a\n1", 'region "a" of line 1 has no #endregion a'],
    ["no begin", "1\n# #endregion a", 'line 2 ends a region "a" that is not open'],
    [
      "a name that is there twice",
      "// #region a\n// #endregion a\n// #region a\n// #endregion a",
      'region "a" is there twice',
    ],
    ["no name", "// #region\n// #endregion", "line 1 opens a region without a name"],
  ])("refuses a region with %s, also when another is asked for", (_what, text, why) => {
    expect(() => regionOf(`${text}\n// #region b\n// #endregion b`, "b")).toThrow(why);
  });
});

describe("hasRegions()", () => {
  it("knows a document with something to fill", () => {
    expect([`# A\n${marker}\n`, "# A\n"].map(hasRegions)).toEqual([true, false]);
  });
});
