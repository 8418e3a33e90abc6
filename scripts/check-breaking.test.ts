import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { compareWith, findBase, isNoted } from "./check-breaking.ts";
import { root } from "./root.ts";

const proto = (fields: string) => `syntax = "proto3";\npackage hexmart.sample.v1;\nmessage Sample {\n${fields}\n}\n`;

/** A repository with one contract on its branch main. */
function repository() {
  const path = mkdtempSync(join(tmpdir(), "hexmart-contract-"));
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
      cwd: path,
      encoding: "utf8",
    });
  const write = (fields: string) => {
    mkdirSync(join(path, "contracts/proto/hexmart/sample/v1"), { recursive: true });
    writeFileSync(join(path, "contracts/proto/hexmart/sample/v1/sample.proto"), proto(fields));
  };
  const commit = () => {
    git("add", ".");
    git("commit", "--quiet", "--message", "change");
    return git("rev-parse", "HEAD").trim();
  };
  git("init", "--quiet", "--initial-branch", "main");
  writeFileSync(join(path, ".gitignore"), "node_modules\n.deps\n");
  writeFileSync(
    join(path, "buf.yaml"),
    "version: v2\nmodules:\n  - path: contracts/proto\n  - path: packages/grpc/proto\nbreaking:\n  use: [FILE]\n",
  );
  mkdirSync(join(path, "packages/grpc/proto"), { recursive: true });
  cpSync(join(root, "packages/grpc/proto/hexmart"), join(path, "packages/grpc/proto/hexmart"), { recursive: true });
  mkdirSync(join(path, "contracts/.deps"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(path, "node_modules"), "junction");
  write("  string name = 1;\n  int64 size = 2;");
  const first = commit();
  return { path, git, write, commit, first, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

describe("findBase()", () => {
  it("finds where this work left the default branch", () => {
    using clone = repository();
    clone.git("checkout", "--quiet", "-b", "work");
    clone.write("  string name = 1;");
    clone.commit();
    expect(findBase(clone.path)).toEqual({
      commit: clone.first,
      what: "where this work left main",
      released: false,
    });
  });

  it("prefers what is published to what is only here", () => {
    using clone = repository();
    clone.git("update-ref", "refs/remotes/origin/main", clone.first);
    clone.write("  string name = 1;");
    clone.commit();
    expect(findBase(clone.path)).toMatchObject({ commit: clone.first, what: "where this work left origin/main" });
  });

  it("prefers the last release to both", () => {
    using clone = repository();
    clone.git("tag", "@hexmart/contracts@1.0.0");
    clone.write("  string name = 1;");
    clone.commit();
    expect(findBase(clone.path)).toEqual({
      commit: clone.first,
      what: "the release @hexmart/contracts@1.0.0",
      released: true,
    });
  });

  it("says why there is none, in a clone of another branch alone", () => {
    using clone = repository();
    clone.git("branch", "--move", "work");
    expect(findBase(clone.path)).toEqual({ missing: "there is no origin/main or main here" });
  });

  it("says why there is none, where the histories do not meet", () => {
    using clone = repository();
    clone.git("checkout", "--quiet", "--orphan", "work");
    clone.write("  string name = 1;");
    clone.commit();
    expect(findBase(clone.path)).toEqual({
      missing: "the history is too shallow to know where this work left main",
    });
  });

  it("says why there is none, outside of a clone", () => {
    const path = mkdtempSync(join(tmpdir(), "hexmart-no-clone-"));
    expect(findBase(path)).toEqual({ missing: "this is not a clone" });
    rmSync(path, { recursive: true });
  });
});

describe("isNoted()", () => {
  const note = (path: string) =>
    writeFileSync(join(path, "contracts/CHANGELOG.md"), "- Sample has no size any more.\n");

  it("is true of work that adds to the changelog of the contract, before its first release", () => {
    using clone = repository();
    expect(isNoted(clone.path, { commit: clone.first, released: false })).toBe(false);
    note(clone.path);
    clone.commit();
    expect(isNoted(clone.path, { commit: clone.first, released: false })).toBe(true);
  });

  it("is false of everything after it", () => {
    using clone = repository();
    note(clone.path);
    clone.commit();
    expect(isNoted(clone.path, { commit: clone.first, released: true })).toBe(false);
  });
});

describe("compareWith()", () => {
  it("lets a new field pass, committed or not", () => {
    using clone = repository();
    clone.write("  string name = 1;\n  int64 size = 2;\n  string colour = 3;");
    expect(compareWith(clone.first, clone.path)).toEqual({ breaking: false, text: "" });
  });

  it("refuses a field that is gone, and says which", () => {
    using clone = repository();
    clone.write("  string name = 1;");
    expect(compareWith(clone.first, clone.path)).toEqual({
      breaking: true,
      text: expect.stringContaining('"2" with name "size" on message "Sample" was deleted'),
    });
  });
});
