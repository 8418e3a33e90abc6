import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";

describe("the exports of the library", () => {
  it("are at most fifteen names, types included", async () => {
    const source = await readFile(join(import.meta.dirname, "index.ts"), "utf8");
    const names = [...source.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap((match) =>
      (match[1] ?? "").split(",").map((name) => name.trim()),
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeLessThanOrEqual(15);
  });
});
