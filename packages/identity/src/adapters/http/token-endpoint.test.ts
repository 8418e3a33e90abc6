import { createTokenSource, createVerifier } from "@hexmart/auth";
import { describe, expect, it } from "@jest/globals";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { createTestClient, startInMemoryIdentity, tokenRequest } from "../../../test/in-memory-identity.ts";

const PRODUCT = "urn:hexmart:product";
const worker = await createTestClient("shopping-cart-worker", {
  [PRODUCT]: ["product.read"],
  "urn:hexmart:shopping-cart": ["cart.read", "cart.write", "cart.any_owner"],
});
const start = (clients = [worker.client]) => startInMemoryIdentity({ clients });

const errorOf = async ({ status, body }: { status: number; body: string }) => {
  const { error, access_token: token } = JSON.parse(body);
  expect(token).toBeUndefined();
  return { status, error };
};

describe("a token", () => {
  it("is an access token as RFC 9068 says, for one audience", async () => {
    await using identity = await start();
    const { status, body } = await identity.token(worker);
    expect(status).toBe(200);
    const answer = JSON.parse(body);
    expect(answer).toEqual({
      access_token: expect.any(String),
      token_type: "Bearer",
      expires_in: 300,
      scope: "product.read",
    });
    const { kid } = identity.signingKey;
    expect(decodeProtectedHeader(answer.access_token)).toEqual({ alg: "ES256", typ: "at+jwt", kid });
    const claims = decodeJwt(answer.access_token);
    expect(claims).toEqual({
      iss: identity.issuer,
      aud: PRODUCT,
      sub: "shopping-cart-worker",
      client_id: "shopping-cart-worker",
      scope: "product.read",
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: Number(claims.iat) + 300,
    });
  });

  it("is what a token source obtains and a verifier accepts", async () => {
    await using identity = await start();
    const { issuer, fetch } = identity;
    const [resource, scopes] = ["urn:hexmart:shopping-cart", ["cart.write", "cart.any_owner"]];
    const clientId = worker.client.clientId;
    const source = createTokenSource({ issuer, clientId, privateKey: worker.privateJwk, resource, scopes, fetch });
    const verify = createVerifier({ issuer, audience: resource, fetch });
    await expect(verify(await source.get())).resolves.toEqual({ subject: clientId, clientId, scopes });
  });

  it("may not be cached on its way", async () => {
    await using identity = await start();
    expect((await identity.token(worker)).headers["cache-control"]).toBe("no-store");
  });

  it("is logged without itself or what was shown for it", async () => {
    await using identity = await start();
    const assertion = await worker.assertion(identity.issuer);
    const { body } = await identity.token(worker, { client_assertion: assertion });
    expect(identity.events()).toEqual([
      {
        level: "info",
        event: "token.issued",
        clientId: "shopping-cart-worker",
        scopes: ["product.read"],
        audience: PRODUCT,
        msg: "issued an access token",
      },
    ]);
    const shown = JSON.stringify(identity.lines);
    expect(shown).not.toContain(JSON.parse(body).access_token);
    expect(shown).not.toContain(assertion);
  });
});

describe("no audience: a fault of the original", () => {
  it.each([
    ["no resource", { resource: undefined }],
    ["no resource and no scope", { resource: undefined, scope: undefined }],
    ["an empty resource", { resource: "" }],
    ["two empty resources", { resource: ["", ""] }],
    ["an unknown resource", { resource: "urn:hexmart:nope" }],
    ["a resource that is no URI", { resource: "product" }],
    ["a resource with a fragment", { resource: "urn:hexmart:product#admin" }],
    ["two resources", { resource: [PRODUCT, "urn:hexmart:shopping-cart"] }],
    ["a resource the client has no access to", { resource: "urn:hexmart:discount" }],
    ["a member of every object", { resource: "toString" }],
  ])("a request for %s is invalid_target", async (_, change) => {
    await using identity = await start();
    expect(await errorOf(await identity.token(worker, change))).toEqual({ status: 400, error: "invalid_target" });
  });
});

describe("a scope", () => {
  it.each([
    ["the client may not have", { scope: "product.write" }],
    ["nobody has", { scope: "product.everything" }],
    ["of another resource", { scope: "cart.read" }],
    ["too many", { scope: "product.read product.write" }],
    ["of OpenID Connect", { scope: "openid" }],
    ["left out", { scope: undefined }],
    ["left empty", { scope: "" }],
  ])("%s is invalid_scope", async (_, change) => {
    await using identity = await start();
    expect(await errorOf(await identity.token(worker, change))).toEqual({ status: 400, error: "invalid_scope" });
  });

  it("that is refused is logged with its reason", async () => {
    await using identity = await start();
    await identity.token(worker, { scope: "product.write" });
    expect(identity.events()).toEqual([
      expect.objectContaining({
        event: "token.refused",
        clientId: "shopping-cart-worker",
        code: "invalid_scope",
        reason: "the client may not have product.write at this resource",
      }),
    ]);
  });
});

describe('secret "secret": a fault of the original', () => {
  const basic = (id: string) => `Basic ${Buffer.from(`${id}:secret`).toString("base64")}`;
  const unproven = { client_assertion: undefined, client_assertion_type: undefined };

  it("a client_secret in the body is refused", async () => {
    await using identity = await start();
    const answer = await identity.token(worker, { ...unproven, client_secret: "secret" });
    expect(await errorOf(answer)).toEqual({ status: 401, error: "invalid_client" });
  });

  it("a client_secret in the Authorization header is refused", async () => {
    await using identity = await start();
    const body = `grant_type=client_credentials&resource=${PRODUCT}&scope=product.read`;
    const headers = {
      authorization: basic("shopping-cart-worker"),
      "content-type": "application/x-www-form-urlencoded",
    };
    const answer = await identity.ask("/connect/token", { method: "POST", headers, body });
    expect(await errorOf(answer)).toEqual({ status: 401, error: "invalid_client" });
  });

  it("no proof at all is refused", async () => {
    await using identity = await start();
    expect(await errorOf(await identity.token(worker, unproven))).toEqual({ status: 401, error: "invalid_client" });
  });
});

describe("a script of another site", () => {
  it("may read the metadata, and no token", async () => {
    const client = await createTestClient("product-worker", { "urn:hexmart:product": ["product.read"] });
    await using identity = await startInMemoryIdentity({ clients: [client.client] });
    const headers = { origin: "https://evil.example", "content-type": "application/x-www-form-urlencoded" };
    const metadata = await identity.ask("/.well-known/openid-configuration", { headers });
    expect(metadata.headers["access-control-allow-origin"]).toBe("https://evil.example");
    const body = await tokenRequest(identity.issuer, client);
    const answer = await identity.ask("/connect/token", { method: "POST", headers, body });
    expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([400, undefined]);
    expect(answer.body).not.toContain("access_token");
  });
});

describe("a client assertion", () => {
  const now = () => Math.floor(Date.now() / 1000);

  it.each<[string, (issuer: string) => object]>([
    ["for another issuer", () => ({ aud: "https://evil.example" })],
    ["for the token endpoint, which a mix-up could obtain", (issuer) => ({ aud: `${issuer}/connect/token` })],
    ["for several audiences", (issuer) => ({ aud: [issuer, "https://evil.example"] })],
    ["that has expired", () => ({ exp: now() - 60 })],
    ["that expires in an hour", () => ({ exp: now() + 3_600 })],
    ["without an id", () => ({ jti: undefined })],
    ["of another issuer", () => ({ iss: "product-worker" })],
  ])("%s is refused", async (_, claimsFor) => {
    await using identity = await start();
    const claims = claimsFor(identity.issuer);
    const answer = await identity.token(worker, { client_assertion: await worker.assertion(identity.issuer, claims) });
    expect(await errorOf(answer)).toEqual({ status: 401, error: "invalid_client" });
  });

  it("signed with another client's key is refused", async () => {
    const other = await createTestClient("shopping-cart-worker", worker.client.resources);
    await using identity = await start();
    expect(await errorOf(await identity.token(other))).toEqual({ status: 401, error: "invalid_client" });
  });

  it("of an unknown client is refused", async () => {
    await using identity = await start([]);
    expect(await errorOf(await identity.token(worker))).toEqual({ status: 401, error: "invalid_client" });
  });

  it("is good once: of 12 copies sent at the same time one gets a token", async () => {
    await using identity = await start();
    const client_assertion = await worker.assertion(identity.issuer);
    const answers = await Promise.all(Array.from({ length: 12 }, () => identity.token(worker, { client_assertion })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(11).fill(401)]);
    expect((await identity.token(worker, { client_assertion })).status).toBe(401);
  });
});

describe("what is not offered is off", () => {
  it.each(["password", "urn:ietf:params:oauth:grant-type:token-exchange", "implicit"])(
    "the grant %s is refused",
    async (grant_type) => {
      await using identity = await start();
      const answer = await identity.token(worker, { grant_type });
      expect(await errorOf(answer)).toEqual({ status: 400, error: "unsupported_grant_type" });
    },
  );

  it.each(["/interaction/x", "/connect/register", "/reg"])("%s does not exist", async (path) => {
    await using identity = await start();
    expect((await identity.ask(path)).status).toBe(404);
  });

  it("a client of one grant does not get a token by another", async () => {
    await using identity = await start();
    const answer = await identity.token(worker, { grant_type: "refresh_token", refresh_token: "x", scope: undefined });
    expect(await errorOf(answer)).toEqual({ status: 400, error: "invalid_request" });
  });
});
