import { generateKeyPairSync, hash, type KeyObject, randomUUID } from "node:crypto";
import { type Clock, createVerifier, type Fetch, type Verifier, type VerifierOptions } from "@hexmart/auth";
import { type JWK, SignJWT } from "jose";

export type TestIssuerOptions = {
  /** The issuer's URL, which is never asked over a network. Default `https://issuer.test`. */
  issuer?: string;
  /** Default `Date`; a `fakeClock()` fits. */
  clock?: Clock;
};

export type MintOptions = {
  clientId: string;
  scopes: readonly string[];
  /** A list makes a token that is good at several services, which a verifier refuses. */
  audience: string | readonly string[];
  /** The user the token is issued for. Without one the client acts for itself. */
  username?: string;
  /** The `sub` claim. Default: the client id, or one derived from `username`. */
  subject?: string;
  /** The lifetime in seconds, default 300; a negative one mints a token that expired that long ago. */
  expiresInSeconds?: number;
  /** Signs with a key that the issuer does not publish. */
  otherKey?: boolean;
  /** Replaces header parameters other than `alg`; `undefined` removes one. */
  header?: Readonly<Record<string, unknown>>;
  /** Replaces claims; `undefined` removes one. */
  claims?: Readonly<Record<string, unknown>>;
};

export type TestIssuer = {
  readonly issuer: string;
  /** Serves discovery and keys from memory, to whoever takes a `fetch`. */
  readonly fetch: Fetch;
  /** The real verifier of `@hexmart/auth`, which knows this issuer's key. */
  verifier(audience: string, options?: Partial<VerifierOptions>): Verifier;
  /** A real access token (RFC 9068, ES256), or a wrong one if asked. */
  mint(options: MintOptions): Promise<string>;
};

/**
 * An issuer of access tokens inside a test: real keys, real tokens, the real verifier, and no network.
 *
 * @example
 * const issuer = createTestIssuer();
 * const verify = issuer.verifier("urn:hexmart:shopping-cart");
 * const token = await issuer.mint({
 *   clientId: "movies-web",
 *   username: "alice",
 *   scopes: ["cart.read"],
 *   audience: "urn:hexmart:shopping-cart",
 * });
 * (await verify(token)).username; // "alice"
 */
export function createTestIssuer({ issuer = "https://issuer.test", clock = Date }: TestIssuerOptions = {}): TestIssuer {
  const own = createKey();
  const other = createKey();

  const documents = new Map<string, unknown>([
    [`${issuer}/.well-known/openid-configuration`, { issuer, jwks_uri: `${issuer}/jwks` }],
    [`${issuer}/jwks`, { keys: [own.publicJwk] }],
  ]);
  const fetch: Fetch = async (url) => {
    const document = documents.get(url);
    return document ? Response.json(document) : Response.json({ error: "not_found" }, { status: 404 });
  };

  return {
    issuer,
    fetch,
    verifier: (audience, options) => createVerifier({ issuer, audience, fetch, clock, ...options }),
    async mint(options) {
      const key = options.otherKey ? other : own;
      const now = Math.floor(Number(clock.now()) / 1000);
      const lifetime = options.expiresInSeconds ?? 300;
      const exp = now + lifetime;
      const claims = {
        iss: issuer,
        aud: typeof options.audience === "string" ? options.audience : [...options.audience],
        sub: options.subject ?? (options.username === undefined ? options.clientId : `user-${options.username}`),
        client_id: options.clientId,
        scope: options.scopes.join(" "),
        jti: randomUUID(),
        // An expired token was once a good one: it was issued before it expired.
        iat: lifetime > 0 ? now : exp - 300,
        exp,
        ...(options.username === undefined ? {} : { preferred_username: options.username }),
        ...options.claims,
      };
      const header = { typ: "at+jwt", kid: key.publicJwk.kid, ...options.header, alg: "ES256" };
      return new SignJWT(claims).setProtectedHeader(withoutUndefined(header)).sign(key.privateKey);
    },
  };
}

function createKey(): { publicJwk: JWK & { kid: string }; privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { kty, crv, x, y } = publicKey.export({ format: "jwk" });
  // The key's thumbprint (RFC 7638), as real issuers name their keys.
  const kid = hash("sha256", JSON.stringify({ crv, kty, x, y }), "base64url");
  return { publicJwk: { kty, crv, x, y, kid, alg: "ES256", use: "sig" } as JWK & { kid: string }, privateKey };
}

function withoutUndefined<T extends object>(header: T): T {
  return Object.fromEntries(Object.entries(header).filter(([, value]) => value !== undefined)) as T;
}
