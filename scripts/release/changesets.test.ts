import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { root } from "../root.ts";
import { librariesIn } from "./libraries.ts";

describe(".changeset/config.json", () => {
  const { fixed } = JSON.parse(readFileSync(join(root, ".changeset/config.json"), "utf8"));

  it("releases all libraries together, at one version", () => {
    expect([...fixed.flat()].sort()).toEqual(
      librariesIn(root)
        .map(({ manifest: { name } }) => name)
        .sort(),
    );
    expect(new Set(librariesIn(root).map(({ manifest: { version } }) => version)).size).toBe(1);
  });
});

describe("a library", () => {
  it.each(librariesIn(root).map(({ folder, manifest }) => [folder, manifest] as const))(
    "is not private, and is not published as it lies in the workspace: %s",
    (folder, { private: hidden, scripts }) => {
      const { prepublishOnly = "" } = scripts as Record<string, string>;

      expect(hidden).toBeUndefined();
      expect(prepublishOnly).toBe("node ../../scripts/release/refuse.ts");
      const { status } = spawnSync(process.execPath, prepublishOnly.split(" ").slice(1), { cwd: join(root, folder) });
      expect(status).toBe(1);
    },
  );
});
