import { AuthError, type Principal } from "@hexmart/auth";
import { describe, expect, it } from "@jest/globals";
import type { FastifyRequest } from "fastify";
import { createBearer } from "./bearer.ts";

const principal: Principal = { subject: "a", clientId: "a", scopes: ["movies.read", "movies.write"] };
const realm = "movies";

type Asked = { from?: string | undefined; authorization?: readonly string[]; encrypted?: true };

function request({ from = "127.0.0.1", authorization = ["bearer token"], encrypted }: Asked = {}): FastifyRequest {
  const [first] = authorization;
  return {
    headers: first === undefined ? {} : { authorization: first },
    raw: { rawHeaders: authorization.flatMap((value) => ["Authorization", value]) },
    socket: { remoteAddress: from === "unknown" ? undefined : from, ...(encrypted && { encrypted }) },
  } as unknown as FastifyRequest;
}

const loopback = createBearer({ realm, verify: async () => principal, plaintext: "loopback" });

describe("createBearer()", () => {
  it("answers who calls, and remembers it with the request", async () => {
    const asked = request();

    expect(await loopback(asked)).toBe(principal);
    expect(asked.principal).toBe(principal);
  });

  it.each([
    ["no header", []],
    ["another scheme", ["Basic YTpi"]],
    ["a scheme that only begins alike", ["Bearers token"]],
  ])(
    "asks for a token where there is %s, and names no error: the caller has made none",
    async (_what, authorization) => {
      await expect(loopback(request({ authorization }))).rejects.toMatchObject({
        problem: "token-missing",
        status: 401,
        headers: { "www-authenticate": 'Bearer realm="movies"' },
      });
    },
  );

  it("refuses a second Authorization header, whichever of them is right", async () => {
    await expect(loopback(request({ authorization: ["Bearer a", "Bearer b"] }))).rejects.toMatchObject({
      problem: "token-repeated",
      status: 400,
      headers: { "www-authenticate": 'Bearer realm="movies", error="invalid_request"' },
    });
  });

  it("refuses a token that the verifier refuses, and does not say why", async () => {
    const verify = async () => {
      throw new AuthError("invalid_token", "the key is unknown");
    };
    const bearer = createBearer({ realm, verify, plaintext: "loopback" });

    await expect(bearer(request())).rejects.toMatchObject({
      problem: "token-invalid",
      status: 401,
      message: expect.not.stringContaining("key"),
      headers: { "www-authenticate": 'Bearer realm="movies", error="invalid_token"' },
    });
  });

  it("says 503, and when to come again, while the issuer cannot be asked", async () => {
    const verify = async () => {
      throw new AuthError("temporarily_unavailable", "the issuer is away");
    };
    const bearer = createBearer({ realm, verify, plaintext: "loopback" });

    await expect(bearer(request())).rejects.toMatchObject({ problem: "unavailable", headers: { "retry-after": "1" } });
  });

  it("hands on what is no refusal but a fault", async () => {
    const fault = new TypeError("the verifier is broken");
    const verify = async () => {
      throw fault;
    };

    await expect(createBearer({ realm, verify, plaintext: "loopback" })(request())).rejects.toBe(fault);
  });
});

describe("scopes", () => {
  it.each([
    ["none", []],
    ["all of a list", ["movies.read", "movies.write"]],
    ["one of several", { anyOf: ["cart.read", "movies.read"] }],
  ])("suffice when the token has %s that are needed", async (_what, needed) => {
    expect(await loopback(request(), needed)).toBe(principal);
  });

  it.each([
    [["movies.read", "cart.read"], "the scope movies.read cart.read", "movies.read cart.read"],
    [{ anyOf: ["cart.read", "cart.write"] }, "one of the scopes cart.read cart.write", "cart.read cart.write"],
    [{ anyOf: [] }, "one of the scopes ", ""],
  ])("are missing otherwise, and are named: %j", async (needed, words, scope) => {
    await expect(loopback(request(), needed)).rejects.toMatchObject({
      problem: "scope-missing",
      status: 403,
      message: `Ask for a token with ${words}`,
      headers: { "www-authenticate": `Bearer realm="movies", error="insufficient_scope", scope="${scope}"` },
    });
  });
});

describe("a token in plaintext", () => {
  it.each(["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])("is believed of %s", async (from) => {
    expect(await loopback(request({ from }))).toBe(principal);
  });

  it.each(["10.0.0.1", "::ffff:10.0.0.1", "2001:db8::1", "fe80::127.0.0.1", "", "unknown"])(
    "of %s is refused before anybody looks at it, unless the network is trusted",
    async (from) => {
      const verify = async () => {
        throw new Error("looked at it");
      };

      await expect(createBearer({ realm, verify, plaintext: "loopback" })(request({ from }))).rejects.toMatchObject({
        problem: "token-in-plaintext",
        status: 403,
      });
      const trusting = createBearer({ realm, verify: async () => principal, plaintext: "allow" });
      expect(await trusting(request({ from }))).toBe(principal);
    },
  );

  it("is none on a connection with TLS", async () => {
    expect(await loopback(request({ from: "10.0.0.1", encrypted: true }))).toBe(principal);
  });
});
