import { createHmac } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { CompactEncrypt, type CryptoKey, exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT } from "jose";
import { base64url, createFakeIssuer, createSigningKey, type FakeIssuer, sign } from "../test/fake-issuer.ts";
import { createVerifier } from "./verifier.ts";

const AUDIENCE = "urn:hexmart:product";
type Forge = (issuer: FakeIssuer) => string | Promise<string>;

/** Every forgery is refused as `invalid_token`, and no address is asked but the issuer's two. */
async function expectRefused(forge: Forge): Promise<void> {
  const issuer = await createFakeIssuer();
  const verify = createVerifier({ ...issuer, audience: AUDIENCE });
  await verify(await issuer.mint()); // The same token unforged is accepted.
  const forged = await forge(issuer);
  await expect(verify(forged)).rejects.toMatchObject({ name: "AuthError", code: "invalid_token" });
  issuer.clock.advance(30_000);
  await expect(verify(forged)).rejects.toMatchObject({ code: "invalid_token" });
  const own = [`${issuer.issuer}/.well-known/openid-configuration`, `${issuer.issuer}/jwks`];
  expect(own).toEqual(expect.arrayContaining([...new Set(issuer.requests)]));
}

const unsigned = (alg: unknown, signature = ""): Forge => {
  return (issuer) => {
    const header = { ...issuer.header, alg };
    return `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(issuer.claims()))}.${signature}`;
  };
};

const hmacWith = (secretOf: (issuer: FakeIssuer) => string | Buffer | Promise<string | Buffer>): Forge => {
  return async (issuer) => {
    const header = { ...issuer.header, alg: "HS256" };
    const input = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(issuer.claims()))}`;
    return `${input}.${createHmac("sha256", await secretOf(issuer))
      .update(input)
      .digest("base64url")}`;
  };
};

const spki = async (issuer: FakeIssuer) => {
  const key = await importJWK(issuer.key.publicJwk, "ES256", { extractable: true });
  return exportSPKI(key as CryptoKey);
};

/** The claims with one name replaced by raw JSON, for what an object cannot hold. */
const rawClaim = (name: string, json: string): Forge => {
  return (issuer) => {
    const rest = JSON.stringify({ ...issuer.claims(), [name]: undefined });
    return sign(issuer.header, `{"${name}":${json},${rest.slice(1)}`, issuer.key);
  };
};
const claim = (change: object): Forge => {
  return (issuer) => issuer.mint(change);
};
const header = (change: object): Forge => {
  return (issuer) => issuer.mint({}, change);
};

describe("a forged signature is refused", () => {
  it.each<[string, Forge]>([
    ["alg none", unsigned("none")],
    ["alg nOnE", unsigned("nOnE")],
    ["alg none with a signature", unsigned("none", "AAAA")],
    ["alg missing", unsigned(undefined, "AAAA")],
    ["alg empty", unsigned("", "AAAA")],
    ["alg a list", unsigned(["ES256"], "AAAA")],
    ["an algorithm off the list", header({ alg: "RS256" })],
    ["an HMAC with the public key's PEM as its secret", hmacWith(spki)],
    ["an HMAC with the key's coordinate as its secret", hmacWith(({ key }) => key.publicJwk.x ?? "")],
    ["an HMAC with an empty secret", hmacWith(() => "")],
    ["the signature stripped", async (issuer) => (await issuer.mint()).replace(/[^.]+$/, "")],
    ["the signature and its dot stripped", async (issuer) => (await issuer.mint()).replace(/\.[^.]+$/, "")],
    ["one bit of the signature flipped", async (issuer) => flip(await issuer.mint())],
    [
      "the signature of another token",
      async (issuer) => {
        const [own, other] = [await issuer.mint(), await issuer.mint({ scope: "cart.any_owner" })];
        return `${other.split(".").slice(0, 2).join(".")}.${own.split(".")[2]}`;
      },
    ],
    ["another key under the known key id", async (i) => i.mint({}, { kid: i.key.kid }, await createSigningKey())],
    ["a key that is not published", async (issuer) => issuer.mint({}, {}, await createSigningKey())],
  ])("%s", (_, forge) => expectRefused(forge));
});

describe("an algorithm off the list is refused", () => {
  it("even when the issuer publishes a key for it", async () => {
    const issuer = await createFakeIssuer();
    const { publicKey, privateKey } = await generateKeyPair("RS256");
    const publicJwk = { ...(await exportJWK(publicKey)), kid: "rsa", alg: "RS256", use: "sig" };
    issuer.published.push({ kid: "rsa", publicJwk, privateKey });
    const header = { alg: "RS256", typ: "at+jwt", kid: "rsa" };
    const token = await new SignJWT(issuer.claims()).setProtectedHeader(header).sign(privateKey);
    const verify = createVerifier({ ...issuer, audience: AUDIENCE });
    await expect(verify(token)).rejects.toMatchObject({
      code: "invalid_token",
      message: "The access token is refused: its algorithm is not allowed",
    });
  });
});

describe("a header that brings or names its own key is refused", () => {
  it.each<[string, Forge]>([
    ["jwk", async (i) => bringing(i, (own) => ({ jwk: own.publicJwk }))],
    ["jku", header({ jku: "https://evil.example/jwks" })],
    ["x5u", header({ x5u: "https://evil.example/cert.pem" })],
    ["x5c", header({ x5c: ["MIIB"] })],
    ["jku of a key of its own", async (i) => bringing(i, () => ({ jku: "https://evil.example/jwks" }))],
    ["a key id that climbs folders", header({ kid: "../../../../dev/null" })],
    ["a key id that is SQL", header({ kid: "' UNION SELECT 'secret' --" })],
    ["a key id that is a URL", header({ kid: "https://evil.example/jwks" })],
    ["a key id that is an object", header({ kid: { toString: "x" } })],
    ["a key id that is empty", header({ kid: "" })],
    ["a key id of 1,000 characters", header({ kid: "k".repeat(1_000) })],
    ["no key id", header({ kid: undefined })],
    ["crit", header({ crit: ["exp"], exp: 1 })],
    ["b64=false", header({ b64: false, crit: ["b64"] })],
    ["b64=false without crit", header({ b64: false })],
  ])("%s", (_, forge) => expectRefused(forge));
});

describe("a wrong issuer, audience or type is refused", () => {
  it.each<[string, Forge]>([
    ["iss of somebody else", claim({ iss: "https://evil.example" })],
    ["iss with a slash too many", claim({ iss: "https://issuer.example/" })],
    ["iss missing", claim({ iss: undefined })],
    ["iss a list", claim({ iss: ["https://issuer.example"] })],
    ["iss nested", claim({ iss: { iss: "https://issuer.example" } })],
    ["aud of another resource", claim({ aud: "urn:hexmart:discount" })],
    ["aud a prefix of ours", claim({ aud: "urn:hexmart:prod" })],
    ["aud missing", claim({ aud: undefined })],
    ["aud a list that holds ours", claim({ aud: [AUDIENCE, "urn:hexmart:discount"] })],
    ["aud nested", claim({ aud: { aud: AUDIENCE } })],
    ["typ JWT, such as an id_token", header({ typ: "JWT" })],
    ["typ missing", header({ typ: undefined })],
    ["typ a list", header({ typ: ["at+jwt"] })],
    ["typ of a logout token", header({ typ: "logout+jwt" })],
  ])("%s", (_, forge) => expectRefused(forge));
});

describe("a wrong time is refused", () => {
  it.each<[string, Forge]>([
    ["exp past", (issuer) => issuer.mint({ iat: issuer.now() - 300, exp: issuer.now() - 6 })],
    ["exp missing", claim({ exp: undefined })],
    ["exp a text", (issuer) => issuer.mint({ exp: `${issuer.now() + 300}` })],
    ["exp 1e400", rawClaim("exp", "1e400")],
    ["exp and iat 1e400", (i) => sign(i.header, infinite(i), i.key)],
    ["exp null", claim({ exp: null })],
    ["exp in ten years", (issuer) => issuer.mint({ exp: issuer.now() + 315_360_000 })],
    ["exp one second over the cap", (issuer) => issuer.mint({ exp: issuer.now() + 601 })],
    ["iat missing", claim({ iat: undefined })],
    ["iat a text", claim({ iat: "now" })],
    ["iat ahead", (issuer) => issuer.mint({ iat: issuer.now() + 60, exp: issuer.now() + 120 })],
    ["nbf ahead", (issuer) => issuer.mint({ nbf: issuer.now() + 60 })],
    ["nbf a text", claim({ nbf: "0" })],
  ])("%s", async (_, forge) => {
    const issuer = await createFakeIssuer();
    const verify = createVerifier({ ...issuer, audience: AUDIENCE });
    await expect(verify(await forge(issuer))).rejects.toMatchObject({ code: "invalid_token" });
  });
});

it("takes 1e400, which JSON.parse makes infinite, for no time at all", async () => {
  const issuer = await createFakeIssuer();
  const verify = createVerifier({ ...issuer, audience: AUDIENCE, maxLifetimeSeconds: Number.POSITIVE_INFINITY });
  const token = await rawClaim("exp", "1e400")(issuer);
  await expect(verify(token)).rejects.toThrow('The access token is refused: claim "exp" is not a time');
});

describe("wrong claims are refused", () => {
  it.each<[string, Forge]>([
    ["scope missing", claim({ scope: undefined })],
    ["scope a list", claim({ scope: ["product.write"] })],
    ["scope an object", claim({ scope: { "product.write": true } })],
    ["scope under the name scp", claim({ scope: undefined, scp: ["product.write"] })],
    ["roles instead of a scope", claim({ scope: undefined, role: "admin", roles: ["admin"] })],
    ["cnf: bound to a DPoP key", claim({ cnf: { jkt: "x" } })],
    ["cnf null", claim({ cnf: null })],
    ["sub missing", claim({ sub: undefined })],
    ["sub a number", claim({ sub: 1 })],
    ["client_id missing", claim({ client_id: undefined })],
    ["client_id a list", claim({ client_id: ["product-worker"] })],
    ["jti missing", claim({ jti: undefined })],
    ["a username that is no text", claim({ preferred_username: ["alice"] })],
    ["roles a text", claim({ roles: "admin" })],
    ["roles an object", claim({ roles: { admin: true } })],
    ["roles null", claim({ roles: null })],
    ["roles with one that is no text", claim({ roles: ["user", ["admin"]] })],
    ["roles with an empty one", claim({ roles: [""] })],
    ["aud twice", rawDuplicate("aud", '"urn:hexmart:discount"')],
    ["scope twice", rawDuplicate("scope", '"product.read"')],
    ["scope twice, once escaped", rawDuplicate("\\u0073cope", '"product.read"')],
    ["alg twice", (i) => sign(`{"alg":"none",${JSON.stringify(i.header).slice(1)}`, i.claims(), i.key)],
  ])("%s", (_, forge) => expectRefused(forge));

  it("knows a role by the claim roles alone, and letter by letter", async () => {
    const issuer = await createFakeIssuer();
    const verify = createVerifier({ ...issuer, audience: AUDIENCE });
    const others = { role: "admin", groups: ["admin"], entitlements: ["admin"], realm_access: { roles: ["admin"] } };
    expect(await verify(await issuer.mint({ sub: "u-1", ...others }))).not.toHaveProperty("roles");
    const { roles } = await verify(await issuer.mint({ sub: "u-1", roles: ["administrator", "Admin", "admin "] }));
    expect(roles).not.toContain("admin");
  });

  it("gives a prefix of a scope, or another spelling, none of its power", async () => {
    const issuer = await createFakeIssuer();
    const verify = createVerifier({ ...issuer, audience: AUDIENCE });
    const { scopes } = await verify(
      await issuer.mint({ scope: "product product.writer PRODUCT.WRITE product.write\t" }),
    );
    expect(scopes).not.toContain("product.write");
  });
});

describe("what is no signed JWT is refused", () => {
  it.each<[string, Forge]>([
    ["nothing", () => ""],
    ["a word", () => "secret"],
    ["three dots", () => "..."],
    ["an opaque token", () => "Qm9vGq8Z1hLr0f2nTnYw7g"],
    ["a payload that is no JSON", (i) => sign(i.header, "not json", i.key)],
    ["a payload that is a list", (i) => sign(i.header, "[]", i.key)],
    ["a payload that is null", (i) => sign(i.header, "null", i.key)],
    ["a header that is no JSON", (i) => sign("{", i.claims(), i.key)],
    ["a header that is a list", (i) => sign("[]", i.claims(), i.key)],
    ["two tokens in one", async (i) => `${await i.mint()},${await i.mint()}`],
    ["a space before it", async (i) => ` ${await i.mint()}`],
    ["a token of 12 KB", claim({ padding: "x".repeat(9_000) })],
    ["a token of 60 KB", claim({ padding: "x".repeat(45_000) })],
    [
      "a JWE to the issuer's own key",
      async (i) =>
        new CompactEncrypt(Buffer.from(JSON.stringify(i.claims())))
          .setProtectedHeader({ alg: "ECDH-ES", enc: "A256GCM", typ: "at+jwt", kid: i.key.kid })
          .encrypt(await importJWK(i.key.publicJwk, "ECDH-ES")),
    ],
  ])("%s", (_, forge) => expectRefused(forge));
});

function flip(token: string): string {
  const at = token.length - 10;
  return `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
}

async function bringing(issuer: FakeIssuer, headerOf: (own: Awaited<ReturnType<typeof createSigningKey>>) => object) {
  const own = await createSigningKey();
  return issuer.mint({}, headerOf(own), own);
}

function rawDuplicate(name: string, json: string): Forge {
  return (issuer) => sign(issuer.header, `{"${name}":${json},${JSON.stringify(issuer.claims()).slice(1)}`, issuer.key);
}

function infinite(issuer: FakeIssuer): string {
  const rest = JSON.stringify({ ...issuer.claims(), exp: undefined, iat: undefined });
  return `{"exp":1e400,"iat":1e400,${rest.slice(1)}`;
}
