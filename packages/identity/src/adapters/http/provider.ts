import type { AdapterFactory, Configuration, JWKS, Provider as OidcProvider } from "oidc-provider";
import { openIdScopes } from "#domain/resources.ts";
import type { SigningKey } from "#domain/signing-key.ts";
import type { AccountRepository } from "#ports/accounts.ts";
import { cookieNames, cookieOptions, FORGOTTEN_S, REMEMBERED_S } from "./cookies.ts";
import { errors, interactionPolicy, Provider } from "./oidc-provider.ts";
import { RESOURCES } from "./provider-adapter.ts";
import { accessTokenClaims, claims, findAccount } from "./provider-claims.ts";
import * as pages from "./provider-pages.ts";
import { requireResource, resourceServerInfo } from "./resource-server.ts";
import { replaceSubmittingForms } from "./submitting-forms.ts";

export type ProviderOptions = {
  issuer: string;
  adapter: AdapterFactory;
  accounts: AccountRepository;
  /** All are published; the first one signs. */
  signingKeys: readonly SigningKey[];
  /** What cookies are signed with: the first signs, all verify. The same for every replica. */
  cookieKeys: readonly string[];
  accessTokenTtlSeconds: number;
  /** Compares a client's secret with the hash of it that is kept. */
  isClientSecret: (secret: string, hash: string) => boolean;
};

/** The paths of IdentityServer4, so that its clients can move over. */
export const routes = {
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

const ALGORITHMS = ["ES256", "Ed25519", "EdDSA"] as const;
const MAX_ASSERTION_LIFE_S = 300;
const CLOCK_TOLERANCE_S = 5;
const KEYS_MAX_AGE_S = 60;

/** How somebody has logged in; there is one way. */
export const PASSWORD_ACR = "urn:hexmart:acr:password";

/** The protocol: everything that oidc-provider is told is told here. */
export function createProvider(options: ProviderOptions): OidcProvider {
  const { issuer, adapter, accounts, signingKeys, accessTokenTtlSeconds } = options;
  const provider = new Provider(issuer, {
    adapter,
    routes,
    jwks: { keys: signingKeys.map(({ privateJwk }) => privateJwk) } as JWKS,
    scopes: [...openIdScopes],
    claims,
    acrValues: [PASSWORD_ACR],
    responseTypes: ["code"],
    pkce: { required: () => true },
    clientAuthMethods: ["private_key_jwt", "client_secret_basic", "client_secret_post", "none"],
    clientDefaults: { id_token_signed_response_alg: "ES256" },
    clientBasedCORS: () => false,
    extraClientMetadata: { properties: [RESOURCES] },
    enabledJWA: {
      clientAuthSigningAlgValues: [...ALGORITHMS],
      dPoPSigningAlgValues: [...ALGORITHMS],
      idTokenSigningAlgValues: ["ES256"],
    },
    allowOmittingSingleRegisteredRedirectUri: false,
    clockTolerance: CLOCK_TOLERANCE_S,
    cookies: { names: cookieNames(issuer), keys: [...options.cookieKeys], long: cookieOptions, short: cookieOptions },
    ttl: {
      AccessToken: accessTokenTtlSeconds,
      AuthorizationCode: 60,
      ClientCredentials: accessTokenTtlSeconds,
      DeviceCode: 10 * 60,
      Grant: REMEMBERED_S,
      IdToken: accessTokenTtlSeconds,
      Interaction: 30 * 60,
      RefreshToken: REMEMBERED_S,
      Session: (_context, session) => (session.transient ? FORGOTTEN_S : REMEMBERED_S),
    },
    interactions: { policy: loginPolicy(), url: (_context, { uid, prompt }) => `${pathOf(prompt.name)}/${uid}` },
    findAccount: findAccount(accounts),
    extraTokenClaims: accessTokenClaims(accounts),
    // Without offline_access, which needs a consent each time, a refresh token lives as long as the login here.
    issueRefreshToken: (_context, client, { scopes }) =>
      client.grantTypeAllowed("refresh_token") && (scopes.has("offline_access") || client.clientAuthMethod !== "none"),
    assertJwtClientAuthClaimsAndHeader: (_context, assertion) => checkAssertion(assertion, issuer),
    fetch: callClient,
    features: featuresOf(accessTokenTtlSeconds),
    renderError: pages.showError,
  });
  // Behind TLS the provider must believe x-forwarded-proto, which the server sets itself (see host.ts).
  provider.proxy = new URL(issuer).protocol === "https:";
  provider.Client.prototype.compareClientSecret = async function compare(secret: string) {
    return options.isClientSecret(secret, this.clientSecret ?? "");
  };
  replaceSubmittingForms(provider);
  cacheKeys(provider);
  return provider;
}

/** Not for long: a proxy must show a new key well before that key signs. */
function cacheKeys(provider: OidcProvider): void {
  provider.use(async (context, next) => {
    await next();
    if (context.path === routes.jwks && context.status === 200) {
      context.set("cache-control", `public, max-age=${KEYS_MAX_AGE_S}`);
    }
  });
}

const pathOf = (prompt: string) => (prompt === "login" ? "/account/login" : "/consent");

/** A client may look at its own tokens, and take them back; those of others are none of its business. */
const isOwn = (_context: unknown, client: { clientId: string }, token: { clientId?: string | undefined }) =>
  token.clientId === client.clientId;

function featuresOf(accessTokenTtlSeconds: number): Configuration["features"] {
  const on = { enabled: true };
  return {
    claimsParameter: on,
    clientCredentials: on,
    backchannelLogout: on,
    devInteractions: { enabled: false },
    deviceFlow: {
      enabled: true,
      charset: "base-20",
      mask: "****-****",
      userCodeInputSource: pages.showUserCodeInput,
      userCodeConfirmSource: pages.showUserCodeConfirm,
      successSource: pages.showDeviceConnected,
    },
    dPoP: on,
    introspection: { enabled: true, allowedPolicy: isOwn },
    pushedAuthorizationRequests: on,
    resourceIndicators: {
      enabled: true,
      defaultResource: requireResource,
      getResourceServerInfo: resourceServerInfo(accessTokenTtlSeconds),
    },
    revocation: { enabled: true, allowedPolicy: isOwn },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: pages.showLogout,
      postLogoutSuccessSource: pages.showLoggedOut,
    },
    userinfo: on,
  };
}

/** The library's own policy, and: whose account is gone or disabled has to log in, as somebody else. */
function loginPolicy() {
  const policy = interactionPolicy.base();
  const { Check } = interactionPolicy;
  policy.get("login")?.checks.add(
    new Check("account_gone", "the account is not known any more", "login_required", ({ oidc }) => {
      return oidc.session?.accountId !== undefined && oidc.account === undefined;
    }),
  );
  return policy;
}

/**
 * The library would refuse private addresses, lest a client that registers itself sends it there. Here clients are the
 * operator's, and often in the same network. The library gives a deadline, and follows no redirect.
 */
function callClient(
  url: string | URL | Request,
  { dispatcher: _, ...init }: RequestInit & { dispatcher?: unknown } = {},
) {
  return fetch(url, init);
}

/** RFC 7523 leaves both open; a long-lived assertion would have to be remembered as long. */
function checkAssertion(claims: Record<string, unknown>, issuer: string): void {
  if (claims.aud !== issuer) throw new errors.InvalidClientAuth("audience (aud) must be the issuer identifier");
  const life = Number(claims.exp) - Date.now() / 1000;
  if (!(life <= MAX_ASSERTION_LIFE_S + CLOCK_TOLERANCE_S)) {
    throw new errors.InvalidClientAuth(`the assertion must expire within ${MAX_ASSERTION_LIFE_S} s`);
  }
}
