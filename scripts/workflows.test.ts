import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { root } from "./root.ts";

const files = globSync(".github/workflows/*.yml", { cwd: root });
const text = (file: string) => readFileSync(join(root, file), "utf8");

describe.each(files)("%s", (file) => {
  it("pins every action to a commit, with its version beside it: a tag can be moved", () => {
    const uses = text(file)
      .split("\n")
      .filter((line) => /^\s*(- )?uses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("may only read, and keeps no credentials in the clone", () => {
    expect(text(file)).toMatch(/^permissions:\n {2}contents: read$/m);
    expect(text(file).match(/persist-credentials: false/g)).toHaveLength(
      (text(file).match(/actions\/checkout@/g) ?? []).length,
    );
    // Only a release proves who it is, for provenance and instead of a token; nothing may write to the repository.
    const rights = file.endsWith("release.yml") ? text(file).replace("id-token: write", "") : text(file);
    expect(rights).not.toMatch(/pull_request_target|: write\b|write-all/);
  });

  it("takes no secret from the repository", () => {
    expect(text(file)).not.toContain("secrets.");
  });

  it("bounds every job in time", () => {
    expect(text(file).match(/timeout-minutes:/g)).toHaveLength((text(file).match(/runs-on:/g) ?? []).length);
  });

  it("runs commands that exist", () => {
    const { scripts } = JSON.parse(text("package.json"));
    const steps = text(file).replace(/^\s*#.*$/gm, "");
    const called = [...steps.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(called));
  });
});

describe("what the tests need from the system", () => {
  const users = [".ci/run", ".github/workflows/ci.yml", ".github/workflows/nightly.yml"];

  it.each(users)("is installed by one list, which %s uses", (file) => {
    expect(text(file)).toMatch(/^(\s*- run: sudo )?\.ci\/packages$/m);
    expect(text(file)).not.toContain("apt-get");
  });

  it("includes a browser, which the runners of GitHub have under another name", () => {
    expect(text(".ci/packages")).toContain("command -v chromium google-chrome");
    for (const file of users.slice(1)) expect(text(file)).toContain("CHROMIUM: /usr/bin/google-chrome");
  });
});

it("finds workflows to look at", () => {
  expect(files).not.toEqual([]);
});
