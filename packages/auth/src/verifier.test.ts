import { describe, expect, it } from "@jest/globals";
import { createFakeIssuer, createSigningKey, type FakeIssuer } from "../test/fake-issuer.ts";
import type { Principal } from "./principal.ts";
import { createVerifier, type VerifierOptions } from "./verifier.ts";

const verifierOf = (issuer: FakeIssuer, options: Partial<VerifierOptions> = {}) =>
  createVerifier({ ...issuer, audience: "urn:hexmart:product", ...options });

const METADATA = { issuer: "https://issuer.example", jwks_uri: "https://issuer.example/jwks" };

describe("verify()", () => {
  it("tells who calls and what the token allows", async () => {
    const issuer = await createFakeIssuer();
    await expect(verifierOf(issuer)(await issuer.mint())).resolves.toEqual({
      subject: "product-worker",
      clientId: "product-worker",
      scopes: ["product.read", "product.write"],
    });
  });

  it("accepts the media type spelled out, as RFC 9068 allows", async () => {
    const issuer = await createFakeIssuer();
    const token = await issuer.mint({}, { typ: "application/at+jwt" });
    await expect(verifierOf(issuer)(token)).resolves.toMatchObject({ clientId: "product-worker" });
  });

  it("refuses a token of one service at another", async () => {
    const issuer = await createFakeIssuer();
    const verify = verifierOf(issuer, { audience: "urn:hexmart:discount" });
    await expect(verify(await issuer.mint())).rejects.toMatchObject({ code: "invalid_token" });
  });

  it("never shows the token or its claims in the refusal", async () => {
    const issuer = await createFakeIssuer();
    const token = await issuer.mint({ aud: "attacker-text", sub: "private-name" });
    const refusal: unknown = await verifierOf(issuer)(token).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Error);
    const shown = `${String(refusal)} ${JSON.stringify(refusal)} ${String((refusal as Error).cause)}`;
    expect(shown).not.toMatch(/attacker-text|private-name|eyJ/);
  });
});

describe("the cache of verified tokens", () => {
  it("serves a token again without verifying it, until it expires", async () => {
    const issuer = await createFakeIssuer();
    const verify = verifierOf(issuer);
    const token = await issuer.mint();
    const principal = await verify(token);
    expect(await verify(token)).toBe(principal);
    issuer.clock.advance(306_000);
    await expect(verify(token)).rejects.toMatchObject({ message: "The access token is refused: it has expired" });
  });

  it("tells at once whose token it is that was verified before, and nothing of any other", async () => {
    const issuer = await createFakeIssuer();
    const verify = verifierOf(issuer);
    const [token, other] = [await issuer.mint(), await issuer.mint({ jti: "other" })];
    expect(verify.known(token)).toBeUndefined();
    const principal = await verify(token);
    expect(verify.known(token)).toBe(principal);
    expect(verify.known(other)).toBeUndefined();
    issuer.clock.advance(306_000);
    expect(verify.known(token)).toBeUndefined();
  });

  it("tells many tokens apart, asked in turn", async () => {
    const issuer = await createFakeIssuer();
    const verify = verifierOf(issuer);
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, index) => issuer.mint({ jti: String(index) })));
    const principals = await Promise.all(tokens.map((token) => verify(token)));
    const told = [...tokens, ...tokens].map((token) => verify.known(token));
    expect(told).toEqual([...principals, ...principals]);
    expect(told.every((principal, index) => principal === principals[index % tokens.length])).toBe(true);
  });

  it("tells nothing at once when the keys are too old to be trusted unasked", async () => {
    const issuer = await createFakeIssuer();
    const verify = verifierOf(issuer, { keysMaxAgeMs: 60_000 });
    const token = await issuer.mint();
    const principal = await verify(token);
    issuer.clock.advance(61_000);
    expect(verify.known(token)).toBeUndefined();
    expect(await verify(token)).toBe(principal);
    expect(verify.known(token)).toBe(principal);
  });

  it("is bounded: the oldest token is verified anew", async () => {
    const issuer = await createFakeIssuer();
    const verify = verifierOf(issuer, { maxCachedTokens: 2 });
    const tokens = await Promise.all(["1", "2", "3"].map((jti) => issuer.mint({ jti })));
    const principals: Principal[] = [];
    // One after the other: of tokens that are verified at once any may be the oldest.
    for (const token of tokens) principals.push(await verify(token));
    expect(await verify(tokens[2] ?? "")).toBe(principals[2]);
    expect(await verify(tokens[0] ?? "")).not.toBe(principals[0]);
  });

  it("does not outlive the key that signed the token", async () => {
    const issuer = await createFakeIssuer();
    const verify = verifierOf(issuer, { keysMaxAgeMs: 60_000 });
    const token = await issuer.mint();
    await verify(token);
    issuer.published.splice(0, 1, await createSigningKey());
    issuer.clock.advance(61_000);
    await expect(verify(token)).rejects.toMatchObject({ code: "invalid_token" });
  });
});

describe("the issuer's keys", () => {
  it("are fetched once, however many calls start at once", async () => {
    const issuer = await createFakeIssuer();
    const verify = verifierOf(issuer);
    const tokens = await Promise.all(Array.from({ length: 50 }, (_, i) => issuer.mint({ jti: `${i}` })));
    await Promise.all(tokens.map((token) => verify(token)));
    expect(issuer.requests).toEqual([
      "https://issuer.example/.well-known/openid-configuration",
      "https://issuer.example/jwks",
    ]);
  });

  it("are not fetched for a token that is refused by its shape", async () => {
    const issuer = await createFakeIssuer();
    await expect(verifierOf(issuer)("a.b")).rejects.toMatchObject({ code: "invalid_token" });
    expect(issuer.requests).toEqual([]);
  });

  it("are fetched anew for a key id that is new, so a rotation needs no restart", async () => {
    const issuer = await createFakeIssuer();
    const verify = verifierOf(issuer);
    await verify(await issuer.mint());
    const next = await createSigningKey();
    issuer.published.push(next);
    issuer.clock.advance(30_000);
    await expect(verify(await issuer.mint({}, {}, next))).resolves.toMatchObject({ clientId: "product-worker" });
  });

  it("are fetched at most once in a cool-down, however many unknown key ids arrive", async () => {
    const issuer = await createFakeIssuer();
    const verify = verifierOf(issuer, { keysCoolDownMs: 30_000 });
    await verify(await issuer.mint());
    const forgeries = async () => {
      const tokens = await Promise.all(Array.from({ length: 20 }, (_, i) => issuer.mint({}, { kid: `forged-${i}` })));
      const outcomes = await Promise.allSettled(tokens.map((token) => verify(token)));
      expect(outcomes.map(({ status }) => status)).toEqual(Array(20).fill("rejected"));
    };
    await forgeries();
    expect(issuer.asked("/jwks")).toBe(1);
    issuer.clock.advance(30_000);
    await forgeries();
    await forgeries();
    expect(issuer.asked("/jwks")).toBe(2);
  });

  it("stay good while the issuer is down", async () => {
    const issuer = await createFakeIssuer();
    const verify = verifierOf(issuer, { keysMaxAgeMs: 60_000 });
    await verify(await issuer.mint());
    issuer.state.down = true;
    issuer.clock.advance(61_000);
    await expect(verify(await issuer.mint())).resolves.toMatchObject({ clientId: "product-worker" });
    issuer.clock.advance(600_000);
    await expect(verify(await issuer.mint())).resolves.toMatchObject({ clientId: "product-worker" });
  });

  it("make a token of an unknown key a matter of availability while the issuer is down", async () => {
    const issuer = await createFakeIssuer();
    const verify = verifierOf(issuer);
    await verify(await issuer.mint());
    issuer.state.down = true;
    issuer.clock.advance(30_000);
    const unknown = await issuer.mint({}, {}, await createSigningKey());
    await expect(verify(unknown)).rejects.toMatchObject({ code: "temporarily_unavailable" });
    await expect(verify(unknown)).rejects.toMatchObject({ code: "temporarily_unavailable" });
    expect(issuer.asked("/jwks")).toBe(2);
  });
});

describe("a cold start", () => {
  it("is temporarily_unavailable while the issuer is down, and recovers by itself", async () => {
    const issuer = await createFakeIssuer();
    const verify = verifierOf(issuer);
    issuer.state.down = true;
    await expect(verify(await issuer.mint())).rejects.toMatchObject({
      code: "temporarily_unavailable",
      message: expect.stringContaining("connect ECONNREFUSED 127.0.0.1:5005"),
    });
    issuer.state.down = false;
    issuer.clock.advance(1_000);
    await expect(verify(await issuer.mint())).resolves.toMatchObject({ clientId: "product-worker" });
  });

  it("asks an issuer that is down once a second, not once a call", async () => {
    const issuer = await createFakeIssuer();
    const verify = verifierOf(issuer);
    issuer.state.down = true;
    const token = await issuer.mint();
    for (let call = 0; call < 5; call++) {
      await expect(verify(token)).rejects.toMatchObject({ code: "temporarily_unavailable" });
    }
    expect(issuer.requests).toHaveLength(1);
  });

  it.each<[string, () => Response]>([
    [
      "names another issuer",
      () => Response.json({ issuer: "https://evil.example", jwks_uri: "https://evil.example/k" }),
    ],
    ["names no keys", () => Response.json({ issuer: "https://issuer.example" })],
    [
      "names keys that are not on https",
      () => Response.json({ issuer: "https://issuer.example", jwks_uri: "http://issuer.example/jwks" }),
    ],
    ["sends us elsewhere", () => new Response(null, { status: 302, headers: { location: "https://evil.example" } })],
    ["is not JSON", () => new Response("<html>", { headers: { "content-type": "text/html" } })],
    ["is too long", () => Response.json({ ...METADATA, padding: "x".repeat(300_000) })],
  ])("trusts no metadata that %s", async (_, answer) => {
    const issuer = await createFakeIssuer();
    issuer.answers.set("https://issuer.example/.well-known/openid-configuration", answer);
    await expect(verifierOf(issuer)(await issuer.mint())).rejects.toMatchObject({ code: "temporarily_unavailable" });
    expect(issuer.requests).toEqual(["https://issuer.example/.well-known/openid-configuration"]);
  });

  it("gives up on an issuer that does not answer", async () => {
    const issuer = await createFakeIssuer();
    issuer.answers.set("https://issuer.example/.well-known/openid-configuration", async ({ init }) => {
      const { promise, reject } = Promise.withResolvers<Response>();
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      return promise;
    });
    await expect(verifierOf(issuer, { timeoutMs: 20 })(await issuer.mint())).rejects.toMatchObject({
      code: "temporarily_unavailable",
      message: expect.stringContaining("no answer in time"),
    });
  });
});
