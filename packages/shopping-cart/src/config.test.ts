import { readConfig } from "@hexmart/runtime";
import { createClientKey } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { config } from "./config.ts";

const read = (key: object) =>
  readConfig(config, { DATABASE_URL: "postgresql://127.0.0.1/shopping_cart", CLIENT_KEY: JSON.stringify(key) });

describe("the configuration", () => {
  it("takes a key to sign with, and refuses one that could never do so", () => {
    const { d: _secret, ...publicKey } = createClientKey();

    expect(read(createClientKey())).toMatchObject({ ok: true });
    for (const key of [{ kty: "EC" }, { kty: "RSA", n: "n", e: "AQAB", d: "d" }, publicKey]) {
      expect(read(key)).toMatchObject({ ok: false, problems: [{ variable: "CLIENT_KEY" }] });
    }
  });
});
