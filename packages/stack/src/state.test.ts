import { mkdir, mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { claim, forget } from "./state.ts";

const folder = () => mkdtemp(join(tmpdir(), "hexmart-state-"));

describe("claim()", () => {
  it("keeps a second start out until the first has ended, also one that forgets everything", async () => {
    const where = join(await folder(), "state");
    const first = await claim(where);
    await forget(where);

    await expect(claim(where)).rejects.toMatchObject({ code: "STATE_IN_USE" });

    first[Symbol.dispose]();
    using _second = await claim(where);
  });
});

describe("forget()", () => {
  it("leaves nothing but the lock", async () => {
    const where = await folder();
    using _held = await claim(where);
    await mkdir(join(where, "state/product-worker"), { recursive: true });
    await writeFile(join(where, "stack.json"), "{}");

    await forget(where);

    expect(await readdir(where)).toEqual(["start.lock"]);
  });
});
