import { createHmac, webcrypto } from "node:crypto";
import {
  CompactEncrypt,
  type CryptoKey,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWK,
} from "jose";

/** What somebody has who got hold of a token, and of the issuer's own key. */
export type Loot = {
  /** A token that is accepted. */
  readonly token: string;
  /** The key that it is signed with, so that a test can sign what no issuer would. */
  readonly privateJwk: JWK;
  /** A URL of the attacker's, at which a key waits to be fetched. */
  readonly evilUrl: string;
};

/** Makes a wrong token out of a right one. */
export type Forgery = (loot: Loot) => Promise<string>;

const base64url = (text: string) => Buffer.from(text).toString("base64url");
const textOf = (part: unknown) => (typeof part === "string" ? part : JSON.stringify(part));

async function sign(header: unknown, claims: unknown, key: CryptoKey): Promise<string> {
  const input = `${base64url(textOf(header))}.${base64url(textOf(claims))}`;
  const signature = await webcrypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString("base64url")}`;
}

async function privateKeyOf({ privateJwk }: Loot): Promise<CryptoKey> {
  return (await importJWK(privateJwk, "ES256")) as CryptoKey;
}

const publicKeyOf = ({ privateJwk: { d: _, ...publicJwk } }: Loot): JWK => publicJwk;

/** The right token with another header and other claims, signed by the issuer's own key. */
const resigned = (change: { header?: object; claims?: object | ((now: number) => object) }): Forgery => {
  return async (loot) => {
    const { header, claims } = change;
    const now = Math.floor(Date.now() / 1000);
    const changes = typeof claims === "function" ? claims(now) : claims;
    return sign(
      { ...decodeProtectedHeader(loot.token), ...header },
      { ...decodeJwt(loot.token), ...changes },
      await privateKeyOf(loot),
    );
  };
};

/** The right claims with one more member before them, as JSON that no object can hold. */
const withRawMember = (name: string, json: string): Forgery => {
  return async (loot) => {
    const claims = JSON.stringify(decodeJwt(loot.token));
    return sign(decodeProtectedHeader(loot.token), `{"${name}":${json},${claims.slice(1)}`, await privateKeyOf(loot));
  };
};

const withRawTimes: Forgery = async (loot) => {
  const rest = JSON.stringify({ ...decodeJwt(loot.token), exp: undefined });
  return sign(decodeProtectedHeader(loot.token), `{"exp":1e400,${rest.slice(1)}`, await privateKeyOf(loot));
};

const unsigned = (alg: unknown, signature = ""): Forgery => {
  return async ({ token }) => {
    const header = { ...decodeProtectedHeader(token), alg };
    return `${base64url(JSON.stringify(header))}.${token.split(".")[1]}.${signature}`;
  };
};

const hmacWith = (secretOf: (loot: Loot) => Promise<string> | string): Forgery => {
  return async (loot) => {
    const header = { ...decodeProtectedHeader(loot.token), alg: "HS256" };
    const input = `${base64url(JSON.stringify(header))}.${loot.token.split(".")[1]}`;
    return `${input}.${createHmac("sha256", await secretOf(loot))
      .update(input)
      .digest("base64url")}`;
  };
};

/** Signed by a key of the attacker's, which the header brings or says where to find. */
const byAnother = (headerOf: (publicJwk: JWK, loot: Loot) => object): Forgery => {
  return async (loot) => {
    const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
    const publicJwk = { ...(await exportJWK(publicKey)), kid: "evil", alg: "ES256", use: "sig" };
    const header = { ...decodeProtectedHeader(loot.token), ...headerOf(publicJwk, loot) };
    return sign(header, decodeJwt(loot.token), privateKey);
  };
};

const parts = ({ token }: Loot) => token.split(".");

const forgedSignatures: Readonly<Record<string, Forgery>> = {
  "alg none": unsigned("none"),
  "alg nOnE": unsigned("nOnE"),
  "alg none with a signature": unsigned("none", "AAAA"),
  "alg missing": unsigned(undefined, "AAAA"),
  "alg a list": unsigned(["ES256"], "AAAA"),
  "alg off the list": resigned({ header: { alg: "RS256" } }),
  "HMAC with the public key in PEM as its secret": hmacWith(async (loot) =>
    exportSPKI((await importJWK(publicKeyOf(loot), "ES256", { extractable: true })) as CryptoKey),
  ),
  "HMAC with the key's coordinate as its secret": hmacWith((loot) => publicKeyOf(loot).x ?? ""),
  "HMAC with an empty secret": hmacWith(() => ""),
  "signature stripped": async (loot) => `${parts(loot).slice(0, 2).join(".")}.`,
  "signature and its dot stripped": async (loot) => parts(loot).slice(0, 2).join("."),
  "signature with one bit flipped": async ({ token }) => {
    const at = token.length - 10;
    return `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
  },
  "signature of another token": async (loot) => {
    const other = await resigned({ claims: { sub: "somebody" } })(loot);
    return `${other.split(".").slice(0, 2).join(".")}.${parts(loot)[2]}`;
  },
  "another key under the known key id": byAnother(() => ({})),
  "a key that is not published, such as a retired one": byAnother(() => ({ kid: "retired" })),
};

const keysOfItsOwn: Readonly<Record<string, Forgery>> = {
  "jwk in the header": byAnother((jwk) => ({ jwk })),
  "jku in the header": byAnother((_, { evilUrl }) => ({ kid: "evil", jku: evilUrl })),
  "jku beside the known key id": byAnother((_, { evilUrl }) => ({ jku: evilUrl })),
  "x5u in the header": byAnother((_, { evilUrl }) => ({ kid: "evil", x5u: evilUrl })),
  "x5c in the header": resigned({ header: { x5c: ["MIIB"] } }),
  "kid that climbs folders": resigned({ header: { kid: "../../../../dev/null" } }),
  "kid that is SQL": resigned({ header: { kid: "' UNION SELECT 'secret' --" } }),
  "kid that is a URL": byAnother((_, { evilUrl }) => ({ kid: evilUrl })),
  "kid that is an object": resigned({ header: { kid: { toString: "x" } } }),
  "kid missing": resigned({ header: { kid: undefined } }),
  crit: resigned({ header: { crit: ["exp"], exp: 1 } }),
  "b64=false": resigned({ header: { b64: false, crit: ["b64"] } }),
};

const wrongNames: Readonly<Record<string, Forgery>> = {
  "iss of the attacker": async (loot) => resigned({ claims: { iss: new URL(loot.evilUrl).origin } })(loot),
  "iss missing": resigned({ claims: { iss: undefined } }),
  "iss a list": async (loot) => resigned({ claims: { iss: [decodeJwt(loot.token).iss] } })(loot),
  "iss nested": async (loot) => resigned({ claims: { iss: { iss: decodeJwt(loot.token).iss } } })(loot),
  "aud of another resource": resigned({ claims: { aud: "urn:hexmart:other" } }),
  "aud missing": resigned({ claims: { aud: undefined } }),
  "aud a list that holds ours": async (loot) =>
    resigned({ claims: { aud: [decodeJwt(loot.token).aud, "urn:hexmart:other"] } })(loot),
  "aud nested": async (loot) => resigned({ claims: { aud: { aud: decodeJwt(loot.token).aud } } })(loot),
  "aud twice": withRawMember("aud", '"urn:hexmart:other"'),
  "typ JWT, such as an id_token": resigned({ header: { typ: "JWT" } }),
  "typ missing": resigned({ header: { typ: undefined } }),
  "typ a list": resigned({ header: { typ: ["at+jwt"] } }),
  "typ of a logout token": resigned({ header: { typ: "logout+jwt" } }),
};

const wrongTimes: Readonly<Record<string, Forgery>> = {
  "exp past": resigned({ claims: (now) => ({ iat: now - 400, exp: now - 100 }) }),
  "exp missing": resigned({ claims: { exp: undefined } }),
  "exp a text": resigned({ claims: (now) => ({ exp: `${now + 300}` }) }),
  "exp 1e400": withRawTimes,
  "exp in ten years": resigned({ claims: (now) => ({ exp: now + 315_360_000 }) }),
  "iat ahead": resigned({ claims: (now) => ({ iat: now + 200, exp: now + 300 }) }),
  "nbf ahead": resigned({ claims: (now) => ({ nbf: now + 200 }) }),
};

const wrongClaims: Readonly<Record<string, Forgery>> = {
  "scope missing": resigned({ claims: { scope: undefined } }),
  "scope a list": async (loot) => resigned({ claims: { scope: String(decodeJwt(loot.token).scope).split(" ") } })(loot),
  "scope empty, and the role admin": resigned({ claims: { scope: "", roles: ["admin"] } }),
  "scope twice": withRawMember("scope", '"all"'),
  "role admin instead of a scope": resigned({ claims: { scope: undefined, role: "admin", roles: ["admin"] } }),
  "roles a text": resigned({ claims: { roles: "admin" } }),
  "roles an object": resigned({ claims: { roles: { admin: true } } }),
  "cnf: bound to a key of DPoP": resigned({ claims: { cnf: { jkt: "x" } } }),
  "sub missing": resigned({ claims: { sub: undefined } }),
  "sub a number": resigned({ claims: { sub: 1 } }),
  "client_id missing": resigned({ claims: { client_id: undefined } }),
  "jti missing": resigned({ claims: { jti: undefined } }),
};

const noSignedJwt: Readonly<Record<string, Forgery>> = {
  "a word": async () => "secret",
  "three dots": async () => "...",
  "a payload that is no JSON": async (loot) =>
    sign(decodeProtectedHeader(loot.token), "not json", await privateKeyOf(loot)),
  "two tokens in one": async ({ token }) => `${token},${token}`,
  "a JWE to the issuer's own key": async (loot) => {
    const jwk = publicKeyOf(loot);
    return new CompactEncrypt(Buffer.from(JSON.stringify(decodeJwt(loot.token))))
      .setProtectedHeader({ alg: "ECDH-ES", enc: "A256GCM", typ: "at+jwt", ...(jwk.kid && { kid: jwk.kid }) })
      .encrypt(await importJWK({ ...jwk, alg: "ECDH-ES", use: "enc" }, "ECDH-ES"));
  },
};

/** Tokens that are no tokens, and say nothing true: who sends one is nobody. */
export const forgeries: readonly (readonly [string, Forgery])[] = [
  forgedSignatures,
  keysOfItsOwn,
  wrongNames,
  wrongTimes,
  wrongClaims,
  noSignedJwt,
].flatMap((table) => Object.entries(table));

/** True tokens that allow too little: the caller is known, and refused. */
export const tooLittle: readonly (readonly [string, Forgery])[] = Object.entries({
  "a prefix of the scope": async (loot: Loot) =>
    resigned({ claims: { scope: String(decodeJwt(loot.token).scope).slice(0, -1) } })(loot),
  "the scope in capitals": async (loot: Loot) =>
    resigned({ claims: { scope: String(decodeJwt(loot.token).scope).toUpperCase() } })(loot),
  "the scope with a tail": async (loot: Loot) =>
    resigned({ claims: { scope: `${decodeJwt(loot.token).scope}.all` } })(loot),
  "the scope of another resource": resigned({ claims: { scope: "other.read" } }),
});

/** Tokens longer than any that an issuer makes, by the characters that they have too many. */
export const tooLong: readonly (readonly [string, Forgery])[] = [9_000, 45_000].map(
  (length) =>
    [`${Math.round((length * 4) / 3_000)} KB`, resigned({ claims: { padding: "x".repeat(length) } })] as const,
);
