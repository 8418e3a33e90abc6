import { describe, expect, it } from "@jest/globals";
import { hashClientSecret, isClientSecret } from "./client-secret.ts";
import { createPasswordHasher, PASSWORD_COST } from "./scrypt.ts";

const cheap = { log2N: 4, r: 8, p: 1 };
const hasher = createPasswordHasher(cheap);

describe("createPasswordHasher()", () => {
  it("accepts the password that was hashed, and no other", async () => {
    const hash = await hasher.hash("a1");
    expect(await hasher.verify("a1", hash)).toBe(true);
    for (const wrong of ["A1", "a1 ", "", "a"]) expect(await hasher.verify(wrong, hash)).toBe(false);
  });

  it("salts: the same password gives another hash, which does not hold it", async () => {
    const hashes = [await hasher.hash("correct horse"), await hasher.hash("correct horse")];
    expect(hashes[0]).not.toBe(hashes[1]);
    expect(hashes.join()).not.toContain("correct horse");
  });

  it("takes the same letter for the same, however it was typed", async () => {
    expect(await hasher.verify("caf\u0065\u0301", await hasher.hash("caf\u00e9"))).toBe(true);
  });

  it("verifies a hash of other costs than its own", async () => {
    const before = await createPasswordHasher({ log2N: 5, r: 4, p: 2 }).hash("b1");
    expect(before).toMatch(/^\$scrypt\$ln=5,r=4,p=2\$/);
    expect(await hasher.verify("b1", before)).toBe(true);
  });

  it("says no where there is no hash, whatever the password", async () => {
    expect(await hasher.verify("a1", undefined)).toBe(false);
    expect(await hasher.verify("", undefined)).toBe(false);
  });

  it("has OWASP's cost in use, which this machine can bear", async () => {
    const inUse = createPasswordHasher();
    const hash = await inUse.hash("a1");
    expect(hash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
    expect(PASSWORD_COST).toEqual({ log2N: 15, r: 8, p: 3 });
    expect(await inUse.verify("a1", hash)).toBe(true);
  });

  it("does not take a form that it does not know for a wrong password", async () => {
    await expect(hasher.verify("a1", "$argon2id$…")).rejects.toThrow("its hash is in an unknown form");
  });
});

describe("isClientSecret()", () => {
  it("compares with the hash that is kept", () => {
    const secret = "0123456789abcdef0123456789abcdef";
    const kept = hashClientSecret(secret);
    expect(kept).not.toContain(secret);
    expect([isClientSecret(secret, kept), isClientSecret(kept, kept), isClientSecret("", kept)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
