import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { apply } from "./apply.ts";
import { changesBetween, filesIn } from "./tree.ts";

function tree(files: Record<string, string>) {
  const path = mkdtempSync(join(tmpdir(), "hexmart-tree-"));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  const contents = () =>
    Object.fromEntries(filesIn(path).map((file) => [file, readFileSync(join(path, file), "utf8")]));
  return { path, contents, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

const old = { "a.ts": "old", "gone/b.ts": "b", "kept.ts": "kept", "node_modules/x.js": "x" };
const wanted = { "a.ts": "new", "kept.ts": "kept", "new/deep/c.ts": "c" };

describe("apply()", () => {
  it("makes a tree what a copy of it has become, and leaves alone what is not its own", () => {
    using before = tree(old);
    using after = tree(wanted);

    apply(before.path, changesBetween(before.path, after.path));

    expect(before.contents()).toEqual(wanted);
    expect(existsSync(join(before.path, "gone"))).toBe(false);
    expect(existsSync(join(before.path, "node_modules/x.js"))).toBe(true);
  });

  it("leaves everything as it was when one file cannot be written", () => {
    using before = tree(old);
    using after = tree(wanted);
    const full: typeof writeFileSync = (file, ...rest) => {
      if (String(file).endsWith("c.ts")) throw new Error("ENOSPC: no space left on device");
      writeFileSync(file, ...rest);
    };

    expect(() => apply(before.path, changesBetween(before.path, after.path), full)).toThrow("ENOSPC");

    const { "node_modules/x.js": _module, ...files } = old;
    expect(before.contents()).toEqual(files);
    expect(existsSync(join(before.path, "new"))).toBe(false);
  });
});
