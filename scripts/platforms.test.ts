import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { binaries, type Lockfile, missingBinaries } from "./platforms.ts";
import { root } from "./root.ts";

const lockfile: Lockfile = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));

function without(name: string): Lockfile {
  const { [`node_modules/${name}`]: _, ...packages } = lockfile.packages;
  return { packages };
}

describe("package-lock.json", () => {
  it("has the binaries of every tool for macOS, Linux and Windows: if not, pin a version that is published for all", () => {
    expect(missingBinaries(lockfile)).toEqual([]);
  });

  it("has one version of each MikroORM package, and the same one", () => {
    const versions = Object.entries(lockfile.packages)
      .filter(([path]) => path.includes("node_modules/@mikro-orm/"))
      .map(([, locked]) => locked.version);
    expect([...new Set(versions)]).toHaveLength(1);
  });
});

describe("missingBinaries()", () => {
  it("names the platform that is missing, for every tool", () => {
    for (const [tool, nameOf] of Object.entries(binaries)) {
      const name = nameOf("win32-x64");
      expect(missingBinaries(without(name))).toContainEqual(
        expect.stringMatching(`^${tool} .* for win32-x64: ${name}@`),
      );
    }
  });

  it("does not take a binary of another version for the right one", () => {
    const name = "node_modules/@turbo/darwin-arm64";
    const packages = { ...lockfile.packages, [name]: { ...lockfile.packages[name], version: "0.0.1" } };
    expect(missingBinaries({ packages })).toEqual([expect.stringMatching("^turbo .* has no binary for darwin-arm64")]);
  });

  it("says so when a tool is gone, rather than passing", () => {
    expect(missingBinaries(without("turbo"))).toEqual(["turbo is not in the lockfile at all"]);
  });
});
