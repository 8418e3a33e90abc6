import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { leftOut, skippers } from "./on-deno.ts";
import { root } from "./root.ts";

const text = (file: string) => readFileSync(join(root, file), "utf8");
const scriptsOf = (folder: string): Record<string, string> => JSON.parse(text(`${folder}/package.json`)).scripts;
const folders = globSync(["contracts/package.json", "packages/*/package.json"], { cwd: root }).map((file) =>
  file.replaceAll("\\", "/").replace("/package.json", ""),
);
const jestOf = (command = "") => /jest\/bin\/jest\.js(.*)$/.exec(command)?.[1];
const ignoring = (files: readonly string[]) => ` --testPathIgnorePatterns ${files.join(" ")}`;

describe("the suites on Deno", () => {
  it.each(folders)("of %s are those on Node, but for what is known to be left out", (folder) => {
    const { test, "test:deno": onDeno } = scriptsOf(folder);
    const left = leftOut.find(({ package: name }) => folder === `packages/${name}`);

    expect(onDeno).toMatch(/^deno run -A /);
    expect(jestOf(onDeno)).toBe(`${jestOf(test)}${left ? ignoring(left.files) : ""}`);
  });

  it.each(leftOut)(
    "leave out of $package only files that there are, and run them at night where that is said",
    (left) => {
      const folder = `packages/${left.package}`;
      for (const file of left.files) expect(globSync(`${folder}/${file}*`, { cwd: root })).not.toEqual([]);
      if (!left.nightly) return;
      const { test, "test:deno:nightly": nightly } = scriptsOf(folder);
      expect(nightly).toMatch(/^deno run -A /);
      expect(jestOf(nightly)).toBe(`${jestOf(test)} ${left.files.join(" ")}`);
    },
  );
});

it("skips tests nowhere else than where it is known", () => {
  const sources = globSync(["contracts/**/*.ts", "packages/**/*.ts", "e2e/**/*.ts"], {
    cwd: root,
    exclude: (name) => name === "node_modules",
  });
  const found = sources.filter((file) =>
    /\b(it|test|describe)\.(skip|todo|failing)\b|\bx(it|describe)\(/.test(text(file)),
  );
  expect(found.map((file) => file.replaceAll("\\", "/")).sort()).toEqual([...skippers].sort());
});
