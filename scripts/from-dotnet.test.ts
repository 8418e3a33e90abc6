import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { path, wrongRows } from "./from-dotnet.ts";
import { root } from "./root.ts";

const read = (file: string) => (existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : undefined);

describe(path, () => {
  it("names only tests that exist: whoever renames a test renames it there, too", () => {
    expect(wrongRows(read(path) ?? "", read)).toEqual([]);
  });
});

describe("wrongRows()", () => {
  const table = (...cells: string[]) =>
    ["| the original | hexmart | the test |", "|---|---|---|", ...cells.map((cell) => `| a | b | ${cell} |`)].join(
      "\n",
    );
  const source = `
    it("adds one", () => {});
    it('says "no" to two', async () => {});
    it(
      "is a title on a line of its own, which no longer fits beside the call that it belongs to, as one may be",
      () => {},
    );
    it.each([1])("adds %d", () => {});
    // it("is gone", () => {});
  `;
  const wrong = (...cells: string[]) =>
    wrongRows(table(...cells), (file) => (file === "packages/a/a.test.ts" ? source : undefined));
  const named = (name: string) => `[a.test.ts](../../packages/a/a.test.ts): ${name}`;

  it("finds nothing wrong with tests that are there", () => {
    const long =
      "is a title on a line of its own, which no longer fits beside the call that it belongs to, as one may be";

    expect(wrong(named("adds one"), `${named('says "no" to two')}<br>${named(long)}`)).toEqual([]);
  });

  it("reports a name that is no test's, with its line", () => {
    expect(wrong(named("adds one"), named("adds two"))).toEqual([
      `${path}:4 names "adds two", which is no test of packages/a/a.test.ts`,
    ]);
  });

  it.each(["adds", "adds one more", "Adds one", "is gone", "adds 1", "adds %d"])(
    "does not take %j for a test",
    (name) => {
      expect(wrong(named(name))).toHaveLength(1);
    },
  );

  it("reports a file that is not there, or holds no tests", () => {
    expect(
      wrong("[b.test.ts](../../packages/a/b.test.ts): adds one", "[a.ts](../../packages/a/a.ts): adds one"),
    ).toEqual([
      `${path}:3 names packages/a/b.test.ts, which does not exist`,
      `${path}:4 names packages/a/a.ts, which holds no tests`,
    ]);
  });

  it.each([
    "",
    "adds one",
    "[a.test.ts](../../packages/a/a.test.ts)",
    "[b.test.ts](../../packages/a/a.test.ts): adds one",
  ])("reports a row that names a test by %j alone", (cell) => {
    expect(wrong(cell)).toEqual([`${path}:3 names no test: write [file](../../path/to/file): title`]);
  });

  it("says so when there is no row, rather than passing", () => {
    expect(wrong()).toEqual([`${path} has no table that names a test`]);
  });
});
