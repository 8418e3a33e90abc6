import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { root } from "../root.ts";
import { contractParts } from "./contract-parts.ts";
import { extract } from "./repository.ts";
import { checkOut } from "./standalone.ts";

function folder() {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "hexmart-out-")));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

describe("checkOut()", () => {
  it("takes a new or an empty folder outside of the repository", () => {
    using outside = folder();

    expect(checkOut(root, join(outside.path, "new"))).toBe(join(outside.path, "new"));
    expect(checkOut(root, outside.path)).toBe(outside.path);
  });

  it("refuses one that lies in it, has something in it, or has no place to be", () => {
    using outside = folder();
    mkdirSync(join(outside.path, "full"));
    writeFileSync(join(outside.path, "full", "a"), "");

    expect(() => checkOut(root, join(root, "packages/pricing"))).toThrow("it lies in this one");
    expect(() => checkOut(root, root)).toThrow("it lies in this one");
    expect(() => checkOut(root, join(outside.path, "full"))).toThrow("it is not empty");
    expect(() => checkOut(root, join(outside.path, "no/where"))).toThrow("there is no folder to put it into");
  });
});

describe("contractParts()", () => {
  it("has what is imported, what that imports, what it was made of, and what makes it", () => {
    const { files, kinds } = contractParts(root, ['import { a } from "@hexmart/contracts/discount/v1/discount";']);

    expect(kinds).toEqual(["proto"]);
    expect(files).toEqual(
      expect.arrayContaining([
        "contracts/buf.gen.yaml",
        "contracts/gen/google/api/annotations_pb.ts",
        "contracts/gen/hexmart/discount/v1/discount_pb.ts",
        "contracts/proto/hexmart/auth/v1/policy.proto",
        "contracts/proto/hexmart/discount/v1/discount.proto",
        "contracts/proto/hexmart/type/v1/money.proto",
      ]),
    );
    expect(files.filter((file) => file.includes("product"))).toEqual([]);
  });

  it("has an OpenAPI document with its types", () => {
    const { files, kinds } = contractParts(root, ['import type { a } from "@hexmart/contracts/openapi/movies.v1";']);

    expect(kinds).toEqual(["openapi"]);
    expect(files).toEqual(
      expect.arrayContaining(["contracts/gen/openapi/movies.v1.ts", "contracts/openapi/movies.v1.yaml"]),
    );
  });
});

describe("extract()", () => {
  it("makes a repository that refers to nothing of this one, but for packed libraries", () => {
    using outside = folder();
    const tarball = join(outside.path, "library.tgz");
    writeFileSync(tarball, "packed");
    const tarballs = new Map(
      ["auth", "grpc", "money", "page-token", "postgres", "runtime", "testing"].map((name) => [
        `@hexmart/${name}`,
        tarball,
      ]),
    );
    const out = join(outside.path, "out");
    mkdirSync(out);
    extract({ root, folder: "packages/discount", out, name: "pricing", tarballs });
    const read = (path: string) => readFileSync(join(out, path), "utf8");
    const manifest = JSON.parse(read("package.json"));

    expect(manifest).toMatchObject({ name: "pricing", private: true, workspaces: ["contracts"] });
    expect(manifest.dependencies["@hexmart/grpc"]).toBe("file:vendor/library.tgz");
    expect(manifest.devDependencies["@hexmart/page-token"]).toBe("file:vendor/library.tgz");
    expect(JSON.stringify(manifest)).not.toMatch(/\.\.\/|@hexmart\/tooling"/);
    expect(read("tsconfig.json")).not.toContain("extends");
    expect(read("README.md")).not.toMatch(/\]\(\.\.|-w @hexmart/);
    expect(read("buf.yaml")).not.toMatch(/packages\/|e2e/);
    expect(manifest.scripts["test:deno"]).toMatch(/^deno run -A /);
  });

  it("does not make one whose libraries are not there", () => {
    using outside = folder();
    const extraction = { root, folder: "packages/discount", out: outside.path, name: "pricing", tarballs: new Map() };

    expect(() => extract(extraction)).toThrow("Cannot vendor @hexmart/auth: it was not packed");
  });
});
