import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { loadClientKeys } from "./client-keys.ts";

const directory = () => mkdtemp(join(tmpdir(), "hexmart-keys-"));

describe("loadClientKeys()", () => {
  it("makes a key for each client that only its owner can read, and finds it again", async () => {
    const where = join(await directory(), "keys");

    const first = await loadClientKeys(where, ["alice", "bob"]);
    const second = await loadClientKeys(where, ["alice", "bob"]);

    expect(second).toEqual(first);
    expect(first.get("alice")).not.toEqual(first.get("bob"));
    expect((await stat(join(where, "alice.jwk.json"))).mode & 0o777).toBe(0o600);
  });

  it("keeps the private part out of the public key", async () => {
    const keys = await loadClientKeys(await directory(), ["alice"]);

    expect(keys.get("alice")?.privateKey).toHaveProperty("d");
    expect(keys.get("alice")?.publicKey).not.toHaveProperty("d");
  });

  it("fails on a key that cannot be read, and does not overwrite it", async () => {
    const where = await directory();
    await writeFile(join(where, "alice.jwk.json"), "half a ke");

    await expect(loadClientKeys(where, ["alice"])).rejects.toThrow("alice.jwk.json");
    expect(await readFile(join(where, "alice.jwk.json"), "utf8")).toBe("half a ke");
  });
});
