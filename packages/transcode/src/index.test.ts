import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";

describe("@hexmart/transcode", () => {
  it("exports at most fifteen names", async () => {
    const index = await readFile(join(import.meta.dirname, "index.ts"), "utf8");
    const names = [...index.matchAll(/\{([^}]+)\}/g)].flatMap(([, list = ""]) => list.split(","));

    expect(names.length).toBeGreaterThan(0);
    expect(names.length).toBeLessThanOrEqual(15);
  });
});
