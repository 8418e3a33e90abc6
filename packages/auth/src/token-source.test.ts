import { describe, expect, it } from "@jest/globals";
import { exportJWK, generateKeyPair, importJWK, jwtVerify } from "jose";
import { createFakeIssuer, type FakeIssuer } from "../test/fake-issuer.ts";
import { createTokenSource, type TokenSourceOptions } from "./token-source.ts";

const RESOURCE = "urn:hexmart:product";
const client = await generateKeyPair("ES256", { extractable: true });
const privateKey = { ...(await exportJWK(client.privateKey)), alg: "ES256", kid: "worker-1" };

/** A token endpoint that hands out token-1, token-2, … */
function serveTokens(issuer: FakeIssuer, lifetime = 100, change: object = {}) {
  let count = 0;
  issuer.answers.set(`${issuer.issuer}/token`, () => {
    count += 1;
    const body = { access_token: `token-${count}`, token_type: "Bearer", expires_in: lifetime, ...change };
    return Response.json(body);
  });
}

const sourceOf = (issuer: FakeIssuer, options: Partial<TokenSourceOptions> = {}) =>
  createTokenSource({
    issuer: issuer.issuer,
    fetch: issuer.fetch,
    clock: issuer.clock,
    random: () => 0,
    clientId: "product-worker",
    privateKey,
    resource: RESOURCE,
    scopes: ["product.read", "product.write"],
    ...options,
  });

function recorder() {
  const lines: { level: string; fields: object; message: string }[] = [];
  const at = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return { lines, info: at("info"), warn: at("warn") };
}

/** A token endpoint whose one answer the test gives when it likes. */
function holdAnswer(issuer: FakeIssuer) {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const asked = Promise.withResolvers<AbortSignal | null | undefined>();
  issuer.answers.set(`${issuer.issuer}/token`, ({ init }) => {
    asked.resolve(init?.signal);
    return promise;
  });
  const answer = () => resolve(Response.json({ access_token: "token-1", token_type: "Bearer", expires_in: 100 }));
  return { answer, asked: asked.promise };
}

describe("get()", () => {
  it("asks with client_credentials, the resource, the scopes and a signed assertion, and with no secret", async () => {
    const issuer = await createFakeIssuer();
    serveTokens(issuer);
    await expect(sourceOf(issuer).get()).resolves.toBe("token-1");
    const sent = Object.fromEntries(issuer.bodies[0] ?? []);
    expect(sent).toEqual({
      grant_type: "client_credentials",
      client_id: "product-worker",
      resource: RESOURCE,
      scope: "product.read product.write",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: expect.any(String),
    });
    const { payload, protectedHeader } = await jwtVerify(sent.client_assertion ?? "", client.publicKey);
    expect(payload).toMatchObject({ iss: "product-worker", sub: "product-worker", aud: issuer.issuer });
    expect(protectedHeader).toMatchObject({ alg: "ES256", kid: "worker-1" });
  });

  it("signs with an Ed25519 key as well", async () => {
    const issuer = await createFakeIssuer();
    serveTokens(issuer);
    const pair = await generateKeyPair("EdDSA", { extractable: true });
    await sourceOf(issuer, { privateKey: { ...(await exportJWK(pair.privateKey)), alg: "EdDSA" } }).get();
    const { publicKey } = pair;
    const key = await importJWK({ ...(await exportJWK(publicKey)), alg: "Ed25519" }, "Ed25519");
    const assertion = issuer.bodies[0]?.get("client_assertion") ?? "";
    await expect(jwtVerify(assertion, key)).resolves.toMatchObject({ protectedHeader: { alg: "Ed25519" } });
  });

  it("sends one request for 500 callers at once", async () => {
    const issuer = await createFakeIssuer();
    serveTokens(issuer);
    const source = sourceOf(issuer);
    const tokens = await Promise.all(Array.from({ length: 500 }, () => source.get()));
    expect(new Set(tokens)).toEqual(new Set(["token-1"]));
    expect(issuer.asked("/token")).toBe(1);
  });

  it("keeps the token and asks no more until three quarters of its life are over", async () => {
    const issuer = await createFakeIssuer();
    serveTokens(issuer, 100);
    const source = sourceOf(issuer);
    await source.get();
    issuer.clock.advance(74_999);
    await source.get();
    expect(issuer.asked("/token")).toBe(1);
  });

  it("reads the issuer's metadata once, however many tokens it obtains", async () => {
    const issuer = await createFakeIssuer();
    serveTokens(issuer);
    const source = sourceOf(issuer);
    for (let number = 1; number <= 3; number++) source.invalidate(await source.get());
    expect(issuer.asked("/token")).toBe(3);
    expect(issuer.asked("/.well-known/openid-configuration")).toBe(1);
  });

  it.each([
    ["75 %", 0, 75_000],
    ["85 %", 0.999_999, 85_000],
  ])("renews at %s of the life when the jitter says so, without making anybody wait", async (_, jitter, at) => {
    const issuer = await createFakeIssuer();
    serveTokens(issuer, 100);
    const source = sourceOf(issuer, { random: () => jitter });
    await source.get();
    issuer.clock.advance(at - 1_000);
    await source.get();
    expect(issuer.asked("/token")).toBe(1);
    issuer.clock.advance(1_000);
    expect(await source.get()).toBe("token-1");
    await until(async () => (await source.get()) === "token-2");
    expect(issuer.asked("/token")).toBe(2);
  });

  it("goes on with the present token until it expires when the issuer is down", async () => {
    const issuer = await createFakeIssuer();
    serveTokens(issuer, 100);
    const source = sourceOf(issuer);
    await source.get();
    issuer.state.down = true;
    for (const second of [80, 90, 97]) {
      issuer.clock.advance(second * 1000 - (issuer.clock.now() - Date.UTC(2030, 0, 1)));
      expect(await source.get()).toBe("token-1");
    }
    issuer.clock.advance(3_000);
    await expect(source.get()).rejects.toMatchObject({ name: "AuthError", code: "temporarily_unavailable" });
  });

  it("leaves an issuer that is down alone for longer and longer", async () => {
    const issuer = await createFakeIssuer();
    serveTokens(issuer);
    issuer.state.down = true;
    const source = sourceOf(issuer, { random: () => 0.999_999 });
    const waits: number[] = [];
    let waited = 0;
    for (let asked = 0; waits.length < 9; waited += 500) {
      await expect(source.get()).rejects.toMatchObject({ code: "temporarily_unavailable" });
      if (issuer.requests.length > asked) {
        waits.push(waited);
        waited = 0;
        asked = issuer.requests.length;
      }
      issuer.clock.advance(500);
    }
    expect(waits).toEqual([0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it("recovers when the issuer is back", async () => {
    const issuer = await createFakeIssuer();
    serveTokens(issuer);
    const source = sourceOf(issuer);
    issuer.state.down = true;
    await expect(source.get()).rejects.toMatchObject({ code: "temporarily_unavailable" });
    issuer.state.down = false;
    issuer.clock.advance(500);
    await expect(source.get()).resolves.toBe("token-1");
  });

  it("counts the life of a token from before it was asked for, since the answer may have been long on its way", async () => {
    const issuer = await createFakeIssuer();
    const held = holdAnswer(issuer);
    const source = sourceOf(issuer);
    const first = source.get();
    await held.asked;
    issuer.clock.advance(30_000);
    held.answer();
    await first;
    serveTokens(issuer, 100, { access_token: "token-2" });
    issuer.clock.advance(69_000);
    await expect(source.get()).resolves.toBe("token-2");
  });

  it.each([
    ["404 Not Found", () => new Response("no such page", { status: 404 })],
    ["500 and a page", () => new Response("<html>", { status: 500 })],
    ["503 Unavailable", () => Response.json({ error: "temporarily_unavailable" }, { status: 503 })],
    ["server_error", () => Response.json({ error: "server_error" }, { status: 400 })],
    ["a page", () => new Response("<html>")],
  ])("looks the token endpoint up again after it answered %s: it may have moved", async (_, answer) => {
    const issuer = await createFakeIssuer();
    issuer.answers.set(`${issuer.issuer}/token`, answer);
    const source = sourceOf(issuer);
    await expect(source.get()).rejects.toMatchObject({ name: "AuthError" });
    const moved = { issuer: issuer.issuer, token_endpoint: `${issuer.issuer}/new/token` };
    issuer.answers.set(`${issuer.issuer}/.well-known/openid-configuration`, () => Response.json(moved));
    const body = { access_token: "token-1", token_type: "Bearer", expires_in: 100 };
    issuer.answers.set(moved.token_endpoint, () => Response.json(body));
    issuer.clock.advance(500);
    await expect(source.get()).resolves.toBe("token-1");
  });

  it("lets one caller give up without failing the others, or the request", async () => {
    const issuer = await createFakeIssuer();
    const held = holdAnswer(issuer);
    const source = sourceOf(issuer);
    const hasty = new AbortController();
    const [first, second] = [source.get(hasty.signal), source.get()];
    const sent = await held.asked;
    hasty.abort(new Error("the call was cancelled"));
    await expect(first).rejects.toThrow("the call was cancelled");
    expect(sent?.aborted).toBe(false);
    held.answer();
    await expect(second).resolves.toBe("token-1");
    expect(issuer.asked("/token")).toBe(1);
  });

  it("asks nothing for a caller that has given up already", async () => {
    const issuer = await createFakeIssuer();
    await expect(sourceOf(issuer).get(AbortSignal.abort(new Error("too late")))).rejects.toThrow("too late");
    expect(issuer.requests).toEqual([]);
  });

  it("gives up on an issuer that does not answer", async () => {
    const issuer = await createFakeIssuer();
    issuer.answers.set(`${issuer.issuer}/token`, ({ init }) => {
      const { promise, reject } = Promise.withResolvers<Response>();
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      return promise;
    });
    await expect(sourceOf(issuer, { timeoutMs: 20 }).get()).rejects.toMatchObject({
      code: "temporarily_unavailable",
      message: 'Cannot obtain a token for client "product-worker" at "urn:hexmart:product": no answer in time',
    });
  });

  it.each(["http://127.0.0.1:5005", "http://identity:5005"])("speaks http with the issuer %s", async (url) => {
    const issuer = await createFakeIssuer({ issuer: url });
    serveTokens(issuer);
    await expect(sourceOf(issuer).get()).resolves.toBe("token-1");
  });

  it("never sends the assertion over http for an issuer on https", async () => {
    const issuer = await createFakeIssuer();
    issuer.answers.set(`${issuer.issuer}/.well-known/openid-configuration`, () =>
      Response.json({ issuer: issuer.issuer, token_endpoint: "http://issuer.example/token" }),
    );
    await expect(sourceOf(issuer).get()).rejects.toMatchObject({ name: "AuthError" });
    expect(issuer.bodies).toEqual([]);
  });
});

describe("a refusal by the issuer", () => {
  const refuseWith = async (status: number, body: object | string) => {
    const issuer = await createFakeIssuer();
    issuer.answers.set(`${issuer.issuer}/token`, () =>
      typeof body === "string" ? new Response(body, { status }) : Response.json(body, { status }),
    );
    return sourceOf(issuer).get();
  };

  it.each([
    [400, "invalid_scope", "invalid_scope"],
    [400, "invalid_target", "invalid_target"],
    [401, "invalid_client", "invalid_client"],
    [400, "unauthorized_client", "unauthorized_client"],
    [400, "something_new", "server_error"],
    [503, "temporarily_unavailable", "temporarily_unavailable"],
    [429, "slow_down", "temporarily_unavailable"],
  ])("of status %d %s is an AuthError %s", async (status, error, code) => {
    await expect(refuseWith(status, { error, error_description: "why not" })).rejects.toMatchObject({ code });
  });

  it("says what was being done, and why not", async () => {
    const refusal = refuseWith(400, { error: "invalid_target", error_description: "unknown resource" });
    await expect(refusal).rejects.toThrow(
      'Cannot obtain a token for client "product-worker" at "urn:hexmart:product": ' +
        "the issuer answered invalid_target: unknown resource",
    );
  });

  it.each([
    ["a page", "<html>", "server_error"],
    ["no expiry", { access_token: "s3cret", token_type: "Bearer" }, "server_error"],
    ["no type", { access_token: "s3cret", expires_in: 100 }, "server_error"],
    ["a DPoP token", { access_token: "s3cret", token_type: "DPoP", expires_in: 100 }, "server_error"],
    ["an unknown type", { access_token: "s3cret", token_type: "mac", expires_in: 100 }, "server_error"],
    [
      "fewer scopes",
      { access_token: "s3cret", token_type: "Bearer", expires_in: 100, scope: "product.read" },
      "invalid_scope",
    ],
  ])("by answering with %s is an error, which does not quote the answer", async (_, body, code) => {
    const error: unknown = await refuseWith(200, body).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: "AuthError", code });
    expect(`${String(error)} ${String((error as Error).cause)}`).not.toContain("s3cret");
  });
});

describe("a wrong key of the client", () => {
  it.each([
    ["is public only", { ...privateKey, d: undefined }],
    ["names an unknown curve", { ...privateKey, crv: "P-999" }],
    ["is symmetric", { kty: "oct", k: "c2VjcmV0" }],
  ])("that %s is refused without being quoted", async (_, key) => {
    const issuer = await createFakeIssuer();
    serveTokens(issuer);
    const error: unknown = await sourceOf(issuer, { privateKey: key as typeof privateKey })
      .get()
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "invalid_client" });
    expect(error).not.toHaveProperty("cause");
    expect(String(error)).toContain("is not a private ES256 or Ed25519 JWK");
  });
});

describe("invalidate()", () => {
  it("makes the next caller ask for another token", async () => {
    const issuer = await createFakeIssuer();
    serveTokens(issuer);
    const source = sourceOf(issuer);
    source.invalidate(await source.get());
    await expect(source.get()).resolves.toBe("token-2");
  });

  it("spares a token that has replaced the refused one already", async () => {
    const issuer = await createFakeIssuer();
    serveTokens(issuer);
    const source = sourceOf(issuer);
    const refused = await source.get();
    for (let call = 0; call < 20; call++) source.invalidate(refused);
    const next = await source.get();
    source.invalidate(refused);
    await expect(source.get()).resolves.toBe(next);
    expect(issuer.asked("/token")).toBe(2);
  });
});

describe("the log", () => {
  it("tells of each token and each failure, and holds no secret", async () => {
    const issuer = await createFakeIssuer();
    serveTokens(issuer);
    const logger = recorder();
    const source = sourceOf(issuer, { logger });
    await source.get();
    issuer.state.down = true;
    issuer.clock.advance(100_000);
    await expect(source.get()).rejects.toThrow();
    const named = { clientId: "product-worker", resource: RESOURCE, scopes: ["product.read", "product.write"] };
    expect(logger.lines).toEqual([
      {
        level: "info",
        fields: { event: "token.obtained", ...named, lifetimeSeconds: 100 },
        message: "obtained an access token",
      },
      {
        level: "warn",
        fields: { event: "token.failed", ...named, code: "temporarily_unavailable", attempts: 1 },
        message: expect.stringContaining("ECONNREFUSED"),
      },
    ]);
    const assertion = issuer.bodies[0]?.get("client_assertion") ?? "missing";
    for (const secret of ["token-1", assertion, privateKey.d ?? "missing"]) {
      expect(JSON.stringify(logger.lines)).not.toContain(secret);
    }
  });
});

/** Gives pending promises their turns until the condition holds; the test's own timeout is the bound. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
