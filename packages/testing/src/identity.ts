import { generateKeyPairSync } from "node:crypto";
import { AuthError, type Fetch } from "@hexmart/auth";
import { createTestIssuer, type TestIssuer, type TestIssuerOptions } from "./issuer.ts";

/** A token that a client was given. */
export type IssuedToken = { readonly clientId: string; readonly resource: string; readonly scope: string };

export type TestIdentity = TestIssuer & {
  /** What was given at the token endpoint, in that order. */
  readonly issued: readonly IssuedToken[];
  /** The tokens themselves, so that a test can look for them where they do not belong. */
  readonly tokens: readonly string[];
  /** While `away` is true, every request fails as if nobody listened. */
  readonly state: { away: boolean };
  /** From now on its verifiers refuse what the token endpoint has given so far. */
  withdraw(): void;
};

/**
 * The issuer of {@link createTestIssuer} with a token endpoint, for what obtains its tokens itself. Whoever brings a
 * client assertion gets what is asked for: who may have what is the identity server's own business, and tested there.
 *
 * @example
 * const identity = createTestIdentity();
 * const tokens = createTokenSource({
 *   issuer: identity.issuer,
 *   fetch: identity.fetch,
 *   clientId: "product-worker",
 *   privateKey: createClientKey(),
 *   resource: "urn:hexmart:product",
 *   scopes: ["product.write"],
 * });
 * await tokens.get();
 * identity.issued; // [{ clientId: "product-worker", resource: "urn:hexmart:product", scope: "product.write" }]
 */
export function createTestIdentity(options: TestIssuerOptions = {}): TestIdentity {
  const own = createTestIssuer(options);
  const { issuer } = own;
  const state = { away: false };
  const issued: IssuedToken[] = [];
  const tokens: string[] = [];
  const withdrawn = new Set<string>();

  const fetch: Fetch = async (url, init) => {
    if (state.away) throw new TypeError("fetch failed");
    if (url === `${issuer}/.well-known/openid-configuration`) {
      return Response.json({ issuer, jwks_uri: `${issuer}/jwks`, token_endpoint: `${issuer}/token` });
    }
    return url === `${issuer}/token`
      ? answerTokenRequest(new URLSearchParams(String(init?.body)))
      : own.fetch(url, init);
  };

  async function answerTokenRequest(form: URLSearchParams): Promise<Response> {
    const [clientId, resource, scope] = [form.get("client_id"), form.get("resource"), form.get("scope")];
    if (!form.has("client_assertion") || !clientId) return refuse(401, "invalid_client");
    if (!resource) return refuse(400, "invalid_target");
    if (!scope) return refuse(400, "invalid_scope");
    const token = await own.mint({ clientId, audience: resource, scopes: scope.split(" ") });
    issued.push({ clientId, resource, scope });
    tokens.push(token);
    return Response.json({ access_token: token, token_type: "Bearer", expires_in: 300 });
  }

  return {
    ...own,
    fetch,
    issued,
    tokens,
    state,
    withdraw() {
      for (const token of tokens) withdrawn.add(token);
    },
    verifier(audience, verifierOptions) {
      const verify = own.verifier(audience, { fetch, ...verifierOptions });
      return Object.assign(
        async (token: string) => {
          if (withdrawn.has(token)) throw new AuthError("invalid_token", "Cannot accept the token: it was withdrawn");
          return verify(token);
        },
        { known: (token: string) => (withdrawn.has(token) ? undefined : verify.known(token)) },
      );
    },
  };
}

const refuse = (status: number, error: string) => Response.json({ error }, { status });

/** A new private key for a client, as CLIENT_KEY holds it. */
export function createClientKey(): { kty: "EC"; crv: "P-256"; x: string; y: string; d: string } {
  const {
    x = "",
    y = "",
    d = "",
  } = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
    format: "jwk",
  });
  return { kty: "EC", crv: "P-256", x, y, d };
}
