import { type AdapterFactory, errors, type JWKS, Provider } from "oidc-provider";
import type { SigningKey } from "#domain/signing-key.ts";
import { RESOURCES } from "./provider-adapter.ts";
import { requireResource, resourceServerInfo } from "./resource-server.ts";

export type ProviderOptions = {
  issuer: string;
  adapter: AdapterFactory;
  /** All are published; the first one signs. */
  signingKeys: readonly SigningKey[];
  accessTokenTtlSeconds: number;
};

/** The paths of IdentityServer4, so that its clients can move over. */
const routes = {
  authorization: "/connect/authorize",
  token: "/connect/token",
  userinfo: "/connect/userinfo",
  end_session: "/connect/endsession",
  introspection: "/connect/introspect",
  revocation: "/connect/revocation",
  device_authorization: "/connect/deviceauthorization",
  code_verification: "/device",
  pushed_authorization_request: "/connect/par",
  jwks: "/.well-known/openid-configuration/jwks",
};

const CLIENT_AUTH_ALGORITHMS = ["ES256", "Ed25519", "EdDSA"] as const;
const MAX_ASSERTION_LIFE_S = 300;
const CLOCK_TOLERANCE_S = 5;
const KEYS_MAX_AGE_S = 60;

/** The protocol: everything that oidc-provider is told is told here. What is not built is off. */
export function createProvider({ issuer, adapter, signingKeys, accessTokenTtlSeconds }: ProviderOptions): Provider {
  const off = { enabled: false };
  const provider = new Provider(issuer, {
    adapter,
    routes,
    jwks: { keys: signingKeys.map(({ privateJwk }) => privateJwk) } as JWKS,
    scopes: ["openid"],
    responseTypes: [],
    clientAuthMethods: ["private_key_jwt"],
    clientDefaults: { id_token_signed_response_alg: "ES256" },
    extraClientMetadata: { properties: [RESOURCES] },
    enabledJWA: { clientAuthSigningAlgValues: [...CLIENT_AUTH_ALGORITHMS] },
    clockTolerance: CLOCK_TOLERANCE_S,
    ttl: { ClientCredentials: accessTokenTtlSeconds },
    assertJwtClientAuthClaimsAndHeader: (_context, claims) => checkAssertion(claims, issuer),
    features: {
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: requireResource,
        getResourceServerInfo: resourceServerInfo(accessTokenTtlSeconds),
      },
      devInteractions: off,
      dPoP: off,
      pushedAuthorizationRequests: off,
      rpInitiatedLogout: off,
      userinfo: off,
    },
    renderError(context, out) {
      context.type = "json";
      context.body = out;
    },
  });
  // Behind TLS the provider must believe x-forwarded-proto, which the server sets itself (see host.ts).
  provider.proxy = new URL(issuer).protocol === "https:";
  cacheKeys(provider);
  return provider;
}

/** Not for long: a proxy must show a new key well before that key signs. */
function cacheKeys(provider: Provider): void {
  provider.use(async (context, next) => {
    await next();
    if (context.path === routes.jwks && context.status === 200) {
      context.set("cache-control", `public, max-age=${KEYS_MAX_AGE_S}`);
    }
  });
}

/** RFC 7523 leaves both open; a long-lived assertion would have to be remembered as long. */
function checkAssertion(claims: Record<string, unknown>, issuer: string): void {
  if (claims.aud !== issuer) throw new errors.InvalidClientAuth("audience (aud) must be the issuer identifier");
  const life = Number(claims.exp) - Date.now() / 1000;
  if (!(life <= MAX_ASSERTION_LIFE_S + CLOCK_TOLERANCE_S)) {
    throw new errors.InvalidClientAuth(`the assertion must expire within ${MAX_ASSERTION_LIFE_S} s`);
  }
}
