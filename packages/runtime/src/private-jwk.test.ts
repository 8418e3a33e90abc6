import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { defineConfig, json, secret } from "./define-config.ts";
import { privateJwk } from "./private-jwk.ts";
import { readConfig } from "./read-config.ts";

const ec = (namedCurve: string) => generateKeyPairSync("ec", { namedCurve }).privateKey.export({ format: "jwk" });
const p256 = ec("P-256");
const ed25519 = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });

const config = defineConfig({
  service: "shop",
  summary: "A shop.",
  variables: { CLIENT_KEY: secret(json(privateJwk)).describe("The key.") },
});
const read = (key: unknown) => readConfig(config, { CLIENT_KEY: JSON.stringify(key) });

describe("privateJwk", () => {
  it.each([
    ["EC P-256", { ...p256, alg: "ES256", kid: "1", use: "sig" }],
    ["EC P-256 that says no more than it must", p256],
    ["Ed25519", { ...ed25519, alg: "Ed25519" }],
    ["Ed25519 by its older name", { ...ed25519, alg: "EdDSA" }],
  ])("accepts %s as it is", (_, key) => {
    expect(read(key)).toMatchObject({ ok: true, values: { CLIENT_KEY: key } });
  });

  it.each([
    ["a key of nothing but its kind", { kty: "EC" }, '"d" is missing'],
    ["a public key", { ...p256, d: undefined }, '"d" is missing: this is not the private half'],
    ["a public Ed25519 key", { ...ed25519, d: undefined }, '"d" is missing'],
    ["half a key", { ...p256, d: p256.d?.slice(0, 20) }, '"d" is not 32 bytes'],
    ["an RSA key", rsa, "expected a private JWK, EC P-256"],
    ["another curve", ec("P-384"), 'only the curve "P-256" is supported'],
    ["a key to encrypt with", { ...ed25519, crv: "X25519" }, 'only the curve "Ed25519" is supported'],
    ["a key of another algorithm", { ...p256, alg: "ECDH-ES" }, "ES256"],
    ["what is no key", [], "expected a private JWK"],
  ])("refuses %s at start, and says why without showing it", (_, key, reason) => {
    const result = read(key);

    expect(result).toMatchObject({ ok: false, problems: [{ problem: expect.stringContaining(reason) }] });
    for (const secretPart of [p256.d, ed25519.d, rsa.d]) expect(JSON.stringify(result)).not.toContain(secretPart);
  });
});
