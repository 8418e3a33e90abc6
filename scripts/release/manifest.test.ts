import { describe, expect, it } from "@jest/globals";
import { root } from "../root.ts";
import { librariesIn } from "./libraries.ts";
import { publishedManifest } from "./manifest.ts";

const manifest = {
  name: "@hexmart/sample",
  version: "1.2.3",
  description: "Shows how it is done.",
  license: "MIT",
  type: "module",
  private: true,
  scripts: { test: "jest" },
  exports: { ".": "./src/index.ts", "./preset.json": "./preset.json" },
  imports: { "#domain/*": "./src/domain/*", "#config": "./src/config.ts" },
  dependencies: { "@hexmart/other": "*", zod: "4.6.7" },
  devDependencies: { "@hexmart/tooling": "*" },
  publishConfig: { peerDependencies: { "@jest/globals": "^30.0.0" } },
  jest: { preset: "@hexmart/tooling" },
};

describe("publishedManifest()", () => {
  const published = publishedManifest(manifest, "packages/sample", new Map([["@hexmart/other", "1.2.3"]]));

  it("exports what was built: declarations and JavaScript, and other files as they are", () => {
    expect(published).toMatchObject({
      exports: {
        ".": { types: "./dist/src/index.d.ts", default: "./dist/src/index.js" },
        "./preset.json": "./dist/preset.json",
        "./package.json": "./package.json",
      },
    });
  });

  it("leads imports across rooms to what was built, whose names tsc leaves alone", () => {
    expect(published).toMatchObject({
      imports: {
        "#domain/*.ts": { types: "./dist/src/domain/*.d.ts", default: "./dist/src/domain/*.js" },
        "#config": { types: "./dist/src/config.d.ts", default: "./dist/src/config.js" },
      },
    });
  });

  it("depends on the same release of other libraries, and on nothing that only the workspace needs", () => {
    expect(published).toMatchObject({
      dependencies: { "@hexmart/other": "1.2.3", zod: "4.6.7" },
      peerDependencies: { "@jest/globals": "^30.0.0" },
    });
    for (const key of ["private", "scripts", "devDependencies", "jest"]) expect(published).not.toHaveProperty(key);
  });

  it("can be published by anybody's clone, with provenance", () => {
    expect(published).toMatchObject({
      publishConfig: { access: "public", provenance: true },
      repository: { directory: "packages/sample" },
    });
  });
});

describe("librariesIn()", () => {
  it("has every library after those that it depends on, and no service", () => {
    const names = librariesIn(root).map(({ manifest: { name } }) => name);

    expect(names).toEqual(
      expect.arrayContaining(["grpc", "auth", "transcode", "runtime"].map((name) => `@hexmart/${name}`)),
    );
    expect(names).not.toContain("@hexmart/discount");
    for (const { manifest: library } of librariesIn(root)) {
      const needed = Object.keys(library.dependencies ?? {}).filter((name) => name.startsWith("@hexmart/"));
      expect(names.slice(0, names.indexOf(library.name))).toEqual(expect.arrayContaining(needed));
    }
  });
});
