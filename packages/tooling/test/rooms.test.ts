import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { checkRooms } from "../src/rooms/check.ts";
import { format } from "../src/rooms/violation.ts";
import { breaking, clean, type Tree } from "./fixtures/rooms.ts";

const execute = promisify(execFile);
const main = join(import.meta.dirname, "..", "src", "rooms", "main.ts");

/** Writes the clean tree, with the changes, to a folder of its own. */
function plant(changes: Tree = {}) {
  const root = mkdtempSync(join(tmpdir(), "hexmart-rooms-"));
  for (const [path, text] of Object.entries({ ...clean, ...changes })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true }) };
}

describe("checkRooms()", () => {
  it("finds nothing in a tree that keeps the rules", () => {
    using tree = plant();
    expect(checkRooms(tree.root).violations).toEqual([]);
  });

  // #region breaking
  for (const [rule, trees] of Object.entries(breaking)) {
    for (const { because, tree: changes, at } of trees) {
      it(`${rule}: refuses ${because}`, () => {
        using tree = plant(changes);
        const { violations } = checkRooms(tree.root);
        expect(violations.map((found) => `${found.file}:${found.line} ${found.rule}`)).toEqual([`${at} ${rule}`]);
      });
    }
  }
  // #endregion breaking

  it("lets twelve source files in a folder pass, and counts neither tests nor migrations", () => {
    const parts = Array.from({ length: 12 }, (_, i) => [
      `packages/cart/src/adapters/http/part-${i}.ts`,
      "export {};\n",
    ]);
    using tree = plant({
      ...Object.fromEntries(parts),
      "packages/cart/src/adapters/http/more.test.ts": "export {};\n".repeat(300),
      "packages/cart/src/adapters/http/migrations/first.ts": "export {};\n".repeat(300),
    });
    const { violations, services } = checkRooms(tree.root);
    expect(violations).toEqual([]);
    expect(services.find((service) => service.name === "@hexmart/cart")?.files).toBe(24);
  });

  it("lets a file of 200 lines pass", () => {
    using tree = plant({ "packages/cart/src/domain/cart.ts": "export {};\n".repeat(200) });
    expect(checkRooms(tree.root).violations).toEqual([]);
  });

  it("lets adapters/http speak OpenAPI", () => {
    using tree = plant({
      "packages/cart/src/adapters/http/routes.ts": 'import { document } from "@hexmart/contracts/openapi/cart.v1";\n',
    });
    expect(checkRooms(tree.root).violations).toEqual([]);
  });

  it("lets benchmarks import grpc-js, which they compare with @hexmart/grpc", () => {
    using tree = plant({ "packages/bench/src/bare.ts": 'import { Server } from "@grpc/grpc-js";\n' });
    expect(checkRooms(tree.root).violations).toEqual([]);
  });

  it("reads statements, not text: a comment or a string that looks like an import is none", () => {
    using tree = plant({
      "packages/cart/src/domain/cart.ts": '// import "zod";\nexport const text = `import "zod"; import("zod")`;\n',
    });
    expect(checkRooms(tree.root).violations).toEqual([]);
  });

  it("does not look at generated code, dependencies or what git ignores by custom", () => {
    using tree = plant({
      "contracts/gen/shared/v1/shared_pb.ts": 'import "@grpc/grpc-js";\n',
      "packages/cart/node_modules/x/index.ts": 'import "@grpc/grpc-js";\n',
      "packages/cart/coverage/utils/x.ts": 'import "@grpc/grpc-js";\n',
      "packages/cart/.hexmart/utils/x.ts": 'import "@grpc/grpc-js";\n',
    });
    expect(checkRooms(tree.root).violations).toEqual([]);
  });
});

describe("format()", () => {
  it("says file:line, the rule, why not, and the remedy", () => {
    using tree = plant({ "packages/cart/src/domain/cart.ts": '\nimport { z } from "zod";\n' });
    expect(checkRooms(tree.root).violations.map(format)).toEqual([
      [
        'packages/cart/src/domain/cart.ts:2  domain: cannot import "zod": domain may import domain and @hexmart/money, nothing else',
        "    Remedy: keep decisions pure: take the value as an argument, or put the dependency behind a port and use it in an adapter.",
      ].join("\n"),
    ]);
  });
});

describe("node src/rooms/main.ts", () => {
  it("exits 0 and says what it looked at", async () => {
    using tree = plant();
    const { stdout } = await execute(process.execPath, [main, tree.root]);
    expect(stdout).toContain("@hexmart/cart: 12 files, median 4 lines, longest 5 (src/config.ts)");
    expect(stdout).toContain("rooms: 0 violations");
  });

  it("exits 1 and prints each violation", async () => {
    using tree = plant({ "packages/cart/src/domain/cart.ts": 'import { z } from "zod";\n' });
    await expect(execute(process.execPath, [main, tree.root])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("packages/cart/src/domain/cart.ts:1  domain: "),
    });
  });

  it("exits 1 where there is no monorepo to look at, rather than finding nothing in it", async () => {
    await expect(execute(process.execPath, [main, import.meta.dirname])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Cannot check the rooms of"),
    });
  });
});
