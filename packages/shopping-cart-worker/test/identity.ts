import { generateKeyPairSync } from "node:crypto";
import type { Fetch } from "@hexmart/auth";
import { createTestIssuer } from "@hexmart/testing";

/** An identity server in memory: discovery, keys, and a token endpoint for clients; it can be away. */
export function createIdentity() {
  const issuer = createTestIssuer();
  const { issuer: url } = issuer;
  const state = { away: false };
  const issued: { clientId: string; resource: string; scope: string }[] = [];
  const tokens: string[] = [];
  const withdrawn = new Set<string>();

  const fetch: Fetch = async (asked, init) => {
    if (state.away) throw new TypeError("fetch failed");
    if (asked === `${url}/.well-known/openid-configuration`) {
      return Response.json({ issuer: url, jwks_uri: `${url}/jwks`, token_endpoint: `${url}/token` });
    }
    if (asked !== `${url}/token`) return issuer.fetch(asked, init);
    const form = new URLSearchParams(`${init?.body}`);
    const [clientId, resource, scope] = [form.get("client_id"), form.get("resource"), form.get("scope")].map(String);
    if (form.get("client_assertion") === null || !clientId || !resource || scope === undefined) {
      return Response.json({ error: "invalid_client" }, { status: 401 });
    }
    issued.push({ clientId, resource, scope });
    const token = await issuer.mint({ clientId, audience: resource, scopes: scope.split(" ") });
    tokens.push(token);
    return Response.json({ access_token: token, token_type: "Bearer", expires_in: 300 });
  };

  function verifier(audience: string) {
    const verify = issuer.verifier(audience);
    return async (token: string) => {
      if (withdrawn.has(token)) throw Object.assign(new Error("withdrawn"), { code: "invalid_token" });
      return verify(token);
    };
  }

  /** From now on nobody accepts what was issued so far. */
  const withdraw = () => {
    for (const token of tokens) withdrawn.add(token);
  };
  return { ...issuer, fetch, state, issued, tokens, verifier, withdraw };
}

/** A client's private key, as its configuration holds it. */
export function createClientKey() {
  const { kty, crv, x, y, d } = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
  return { kty, crv, x, y, d } as { kty: "EC"; crv: string; x: string; y: string; d: string };
}
