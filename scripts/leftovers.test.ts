import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { databaseFolder, removeLeftovers } from "./leftovers.ts";

// No process has these ids: they are above what any system hands out.
const dead = [2 ** 30, 2 ** 30 + 1] as const;

function scratch() {
  const path = mkdtempSync(join(tmpdir(), "hexmart-leftovers-"));
  const removed: string[] = [];
  const warnings: string[] = [];
  return {
    path,
    removed,
    warnings,
    sweep: (uid = process.getuid?.(), fail?: string) =>
      removeLeftovers(
        path,
        async (directory) => {
          if (directory === fail) throw new Error("busy");
          removed.push(directory);
        },
        { uid, warn: (line) => warnings.push(line) },
      ),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

describe("removeLeftovers()", () => {
  it("removes what a dead run left, and nothing of a run that goes on", async () => {
    using at = scratch();
    for (const pid of [dead[0], process.pid]) mkdirSync(databaseFolder(at.path, pid));
    await at.sweep();
    expect(at.removed).toEqual([databaseFolder(at.path, dead[0])]);
  });

  it("leaves alone what another user made, and links", async () => {
    using at = scratch();
    mkdirSync(databaseFolder(at.path, dead[0]));
    await at.sweep((process.getuid?.() ?? 0) + 1);
    symlinkSync(databaseFolder(at.path, dead[0]), databaseFolder(at.path, dead[1]));
    await at.sweep();
    expect(at.removed).toEqual([databaseFolder(at.path, dead[0])]);
  });

  it("tells what it cannot remove, and goes on", async () => {
    using at = scratch();
    for (const pid of dead) mkdirSync(databaseFolder(at.path, pid));
    await at.sweep(undefined, databaseFolder(at.path, dead[0]));
    expect(at.removed).toEqual([databaseFolder(at.path, dead[1])]);
    expect(at.warnings).toEqual([
      `Cannot remove "${databaseFolder(at.path, dead[0])}", which an earlier run left: busy`,
    ]);
  });
});
