import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { root } from "../root.ts";
import { jsrConfig, jsrLibraries, stageForJsr } from "./jsr.ts";

describe("jsrConfig()", () => {
  it("says what package.json says, in the words of JSR", () => {
    const manifest = {
      name: "@hexmart/sample",
      version: "1.2.3",
      license: "MIT",
      exports: { ".": "./src/index.ts" },
      dependencies: { "@hexmart/other": "*", zod: "4.6.7" },
    };

    expect(jsrConfig(manifest)).toEqual({
      name: "@hexmart/sample",
      version: "1.2.3",
      license: "MIT",
      exports: { ".": "./src/index.ts" },
      imports: { zod: "npm:zod@4.6.7", "zod/": "npm:/zod@4.6.7/" },
    });
  });
});

describe("what is staged for JSR", () => {
  it("has each library with those it needs, and no test", () => {
    const folder = mkdtempSync(join(tmpdir(), "hexmart-jsr-"));
    using _folder = { [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
    stageForJsr(root, folder);

    const { workspace } = JSON.parse(readFileSync(join(folder, "deno.json"), "utf8"));
    const staged = new Set(jsrLibraries(root).map(({ manifest }) => manifest.name));
    expect(workspace).toEqual(expect.arrayContaining(["./auth", "./grpc", "./runtime", "./transcode"]));
    for (const { manifest } of jsrLibraries(root)) {
      const needed = Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith("@hexmart/"));
      expect([...staged]).toEqual(expect.arrayContaining(needed));
    }
    expect(existsSync(join(folder, "grpc/src/index.ts"))).toBe(true);
    expect(existsSync(join(folder, "grpc/src/page-token.test.ts"))).toBe(false);
    expect(existsSync(join(folder, "grpc/test"))).toBe(false);
  });
});
