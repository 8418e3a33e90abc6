import { readConfig } from "@hexmart/runtime";
import { createClientKey } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { config } from "./config.ts";

const CLIENT_KEY = JSON.stringify(createClientKey());

describe("the configuration", () => {
  it("has no key of its own: the worker does not start before it is given one", () => {
    expect(readConfig(config, {})).toMatchObject({
      ok: false,
      problems: [{ variable: "CLIENT_KEY", problem: "is missing" }],
    });
  });

  it("refuses a key that it could never sign with", () => {
    const { d: _secret, ...publicKey } = createClientKey();

    for (const key of [{ kty: "EC" }, { kty: "RSA", n: "n", e: "AQAB", d: "d" }, publicKey]) {
      expect(readConfig(config, { CLIENT_KEY: JSON.stringify(key) })).toMatchObject({
        ok: false,
        problems: [{ variable: "CLIENT_KEY" }],
      });
    }
  });

  it("gives the code CODE_100 unless another is asked for, or none", () => {
    const codeOf = (environment: object) => readConfig(config, { CLIENT_KEY, ...environment });

    expect(codeOf({})).toMatchObject({ values: { DISCOUNT_CODE: "CODE_100" } });
    expect(codeOf({ DISCOUNT_CODE: "CODE_300" })).toMatchObject({ values: { DISCOUNT_CODE: "CODE_300" } });
    expect(codeOf({ DISCOUNT_CODE: "-" })).toMatchObject({ ok: true });
    expect(codeOf({ DISCOUNT_CODE: "code 300" })).toMatchObject({ ok: false });
  });
});
