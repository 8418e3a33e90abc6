import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import type { MintOptions } from "@hexmart/testing";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ask, draft, openService, problem, type Service } from "./service.ts";

const encoded = (content: unknown) => Buffer.from(JSON.stringify(content)).toString("base64url");

/** A token whose header or claims are replaced, with the signature that it had. */
function tampered(token: string, change: { header?: object; claims?: object }): string {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const merge = (part: string, more: object = {}) =>
    encoded({ ...JSON.parse(Buffer.from(part, "base64url").toString()), ...more });
  return [merge(header, change.header), merge(claims, change.claims), signature].join(".");
}

describe("who may call the movies API", () => {
  let service: Service;
  const movies = (authorization?: string) =>
    ask(service.address, "/v1/movies", authorization === undefined ? {} : { headers: { authorization } });

  beforeAll(async () => {
    service = await openService();
  });
  afterAll(() => service[Symbol.asyncDispose]());

  it.each([
    ["without a token", undefined],
    ["with a password", "Basic YWxpY2U6YTE="],
    ["with the name of the scheme alone written together", "Bearertoken"],
  ])("is nobody %s; the answer says how to come", async (_what, authorization) => {
    const refused = await movies(authorization);

    expect(refused).toMatchObject(problem("token-missing", 401));
    expect(refused.headers["www-authenticate"]).toBe('Bearer realm="movies-api"');
  });

  it.each<[string, Partial<MintOptions>]>([
    ["that has expired", { expiresInSeconds: -60 }],
    ["that lives for ten years", { expiresInSeconds: 315_360_000 }],
    ["for another resource", { audience: "urn:hexmart:product" }],
    ["for several resources", { audience: ["urn:hexmart:movies-api", "urn:hexmart:product"] }],
    ["of a key that the issuer does not publish", { otherKey: true }],
    ["that is an id_token", { header: { typ: "JWT" } }],
    ["without a type", { header: { typ: undefined } }],
    ["that brings its own key", { header: { jwk: { kty: "EC" } } }],
    ["that names its own keys", { header: { jku: "https://evil.example/jwks" } }],
    ["that names its own certificate", { header: { x5u: "https://evil.example/cert.pem" } }],
    ["whose key id climbs folders", { header: { kid: "../../../../dev/null" } }],
    ["whose key id is SQL", { header: { kid: "' UNION SELECT 'secret' --" } }],
    ["of another issuer", { claims: { iss: "https://evil.example" } }],
    ["without an audience", { claims: { aud: undefined } }],
    ["without an expiry", { claims: { exp: undefined } }],
    ["whose expiry is a text", { claims: { exp: "9999999999" } }],
    ["that is not valid yet", { claims: { nbf: 9_999_999_999 } }],
    ["whose scope is a list", { claims: { scope: ["movies.read"] } }],
    ["without a scope", { claims: { scope: undefined } }],
    ["whose roles are a text", { username: "eve", claims: { roles: "admin" } }],
    ["whose roles are an object", { username: "eve", claims: { roles: { admin: true } } }],
    ["that is bound to a key", { claims: { cnf: { jkt: "x" } } }],
    ["of 12 KB", { claims: { padding: "x".repeat(9_000) } }],
  ])("refuses a token %s", async (_what, token) => {
    const refused = await movies(`Bearer ${await service.mint(token)}`);

    expect(refused).toMatchObject(problem("token-invalid", 401));
    expect(refused.headers["www-authenticate"]).toBe('Bearer realm="movies-api", error="invalid_token"');
  });

  it.each<[string, (token: string) => string]>([
    [
      "whose algorithm is none",
      (token) =>
        `${tampered(token, { header: { alg: "none" } })
          .split(".", 2)
          .join(".")}.`,
    ],
    ["whose algorithm is nOnE", (token) => tampered(token, { header: { alg: "nOnE" } })],
    ["that is signed by a secret, by its word", (token) => tampered(token, { header: { alg: "HS256" } })],
    ["that was made that of an administrator", (token) => tampered(token, { claims: { roles: ["admin"] } })],
    ["whose signature is stripped", (token) => token.split(".", 2).join(".")],
    [
      "whose signature is flipped",
      (token) => `${token.slice(0, -10)}${token.at(-10) === "A" ? "B" : "A"}${token.slice(-9)}`,
    ],
    ["that is none", () => "secret"],
    ["that is empty", () => ""],
    ["with another behind it", (token) => `${token}, Bearer ${token}`],
  ])("refuses a token %s", async (_what, forge) => {
    expect(await movies(`Bearer ${forge(await service.mint())}`)).toMatchObject(problem("token-invalid", 401));
  });

  it("asks nobody but the issuer about tokens, whatever they name", () => {
    expect(new Set(service.fetched)).toEqual(
      new Set([`${service.issuer.issuer}/.well-known/openid-configuration`, `${service.issuer.issuer}/jwks`]),
    );
  });

  it("refuses two tokens: which one counts would depend on who reads them", async () => {
    const token = await service.mint();
    const [host, port] = service.address.split(":");
    const { status, body } = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const headers = ["host", service.address, "authorization", `Bearer ${token}`, "authorization", `Bearer ${token}`];
      httpRequest({ host, port, path: "/v1/movies", headers }, async (response) =>
        resolve({ status: response.statusCode, body: await text(response) }),
      )
        .on("error", reject)
        .end();
    });

    expect({ status, json: JSON.parse(body) }).toMatchObject(problem("token-repeated", 400));
  });

  it.each([
    ["GET", "/v1/movies", "movies.read"],
    ["GET", "/v1/movies/01900000-0000-7000-8000-000000000001", "movies.read"],
    ["POST", "/v1/movies", "movies.write"],
    ["PUT", "/v1/movies/01900000-0000-7000-8000-000000000001", "movies.write"],
    ["PATCH", "/v1/movies/01900000-0000-7000-8000-000000000001", "movies.write"],
    ["DELETE", "/v1/movies/01900000-0000-7000-8000-000000000001", "movies.write"],
  ])("lets nobody %s %s without the scope, be they an administrator, and says which", async (method, path, scope) => {
    const scopes = [
      "movies",
      `${scope}r`,
      scope.toUpperCase(),
      scope === "movies.read" ? "movies.write" : "movies.read",
    ];
    const caller = service.as({ username: "bob", scopes, claims: { roles: ["admin"] } });

    const refused = await caller(path, { method, headers: { "if-match": "*" } });

    expect(refused).toMatchObject(problem("scope-missing", 403));
    expect(refused.headers["www-authenticate"]).toBe(
      `Bearer realm="movies-api", error="insufficient_scope", scope="${scope}"`,
    );
  });

  it("lets any client in that has the scope: not who it is counts, but what it was allowed", async () => {
    const caller = service.as({ clientId: "never-heard-of", scopes: ["movies.read"] });

    expect((await caller("/v1/movies")).status).toBe(200);
  });

  it("reads no body before it knows who sends it", async () => {
    const body = "{".repeat(100_000);

    expect(await ask(service.address, "/v1/movies", { method: "POST", body })).toMatchObject(
      problem("token-missing", 401),
    );
  });

  it("writes no token to the log, nor what movies are called", async () => {
    const secret = draft({ title: "Top Secret!" });
    await service.alice("/v1/movies", { method: "POST", body: secret });
    const token = await service.mint({ expiresInSeconds: -60 });
    await movies(`Bearer ${token}`);

    const log = JSON.stringify(service.logger.lines);
    expect(log).toContain("token-invalid");
    expect(log).not.toContain(token.slice(0, 20));
    expect(log).not.toContain(secret.title);
  });
});
