import type { JWK } from "jose";
import { importJWK } from "jose";
import * as oauth from "oauth4webapi";
import { AuthError, type AuthErrorCode } from "./auth-error.ts";
import type { Fetch } from "./bounded-fetch.ts";
import { discover, requestOptions, unavailable } from "./discovery.ts";

export type TokenRequestOptions = {
  issuer: string;
  clientId: string;
  privateKey: JWK;
  resource: string;
  scopes: readonly string[];
  fetch: Fetch;
};

export type ObtainedToken = { accessToken: string; lifetimeSeconds: number };

const ANSWERS: ReadonlySet<string> = new Set<AuthErrorCode>([
  "temporarily_unavailable",
  "invalid_request",
  "invalid_client",
  "unauthorized_client",
  "unsupported_grant_type",
  "invalid_scope",
  "invalid_target",
]);

/** Makes the function that asks the issuer once for a token (client credentials, private_key_jwt, RFC 8707). */
export function createTokenRequest(options: TokenRequestOptions): () => Promise<ObtainedToken> {
  const { issuer, clientId, privateKey, resource, scopes, fetch } = options;
  const doing = `Cannot obtain a token for client "${clientId}" at "${resource}"`;
  let server: oauth.AuthorizationServer | undefined;
  let authentication: oauth.ClientAuth | undefined;

  async function send(): Promise<Response> {
    try {
      server ??= await discover(issuer, fetch);
      // #region ask
      const parameters = new URLSearchParams({ resource, scope: scopes.join(" ") });
      const client = { client_id: clientId };
      authentication ??= await clientAuthentication(privateKey, doing);
      const request = requestOptions(issuer, fetch);
      return await oauth.clientCredentialsGrantRequest(server, client, authentication, parameters, request);
      // #endregion ask
    } catch (error) {
      server = undefined; // It may have moved: look it up again next time.
      throw unavailable(doing, error);
    }
  }

  return async () => {
    const response = await send();
    const answering = server ?? { issuer };
    if (response.status >= 500 || response.status === 404) server = undefined; // As when it cannot be reached.
    if (response.status >= 500 || response.status === 429) {
      throw new AuthError("temporarily_unavailable", `${doing}: the issuer answered with status ${response.status}`);
    }
    const body = await read(response, answering, clientId, doing).catch((error: unknown) => {
      if (error instanceof AuthError && error.code === "server_error") server = undefined;
      throw error;
    });
    checkGranted(body, scopes, doing);
    return { accessToken: body.access_token, lifetimeSeconds: body.expires_in ?? 0 };
  };
}

async function clientAuthentication(jwk: JWK, doing: string): Promise<oauth.ClientAuth> {
  const algorithm = algorithmOf(jwk);
  const key = algorithm && (await importJWK({ ...jwk, alg: algorithm }, algorithm).catch(() => undefined));
  if (!(key instanceof CryptoKey) || key.type !== "private") {
    // Not the cause: an error of the parser may quote the key.
    throw new AuthError("invalid_client", `${doing}: the client's key is not a private ES256 or Ed25519 JWK`);
  }
  return oauth.PrivateKeyJwt(jwk.kid === undefined ? key : { key, kid: jwk.kid });
}

/** The name that Web Crypto and oauth4webapi sign by; a JWK may still say "EdDSA", the older name of "Ed25519". */
function algorithmOf({ kty, crv, alg }: JWK): string | undefined {
  // Looked at here, because not every runtime minds a curve that does not fit the algorithm.
  if (kty === "EC" && crv === "P-256" && (alg ?? "ES256") === "ES256") return "ES256";
  return kty === "OKP" && crv === "Ed25519" ? "Ed25519" : undefined;
}

async function read(response: Response, server: oauth.AuthorizationServer, clientId: string, doing: string) {
  try {
    return await oauth.processClientCredentialsResponse(server, { client_id: clientId }, response);
  } catch (error) {
    // An error of oauth4webapi holds the whole answer, so it is neither passed on nor logged.
    if (error instanceof oauth.ResponseBodyError) {
      const code = ANSWERS.has(error.error) ? (error.error as AuthErrorCode) : "server_error";
      const description = error.error_description ? `: ${error.error_description}` : "";
      throw new AuthError(code, `${doing}: the issuer answered ${error.error}${description}`);
    }
    if (error instanceof oauth.WWWAuthenticateChallengeError) {
      throw new AuthError("invalid_client", `${doing}: the issuer did not accept the client (status ${error.status})`);
    }
    throw new AuthError("server_error", `${doing}: the issuer's answer is not that of a token endpoint`);
  }
}

function checkGranted(body: oauth.TokenEndpointResponse, scopes: readonly string[], doing: string): void {
  if (body.token_type !== "bearer") throw new AuthError("server_error", `${doing}: the token is not a bearer token`);
  if (!body.expires_in) throw new AuthError("server_error", `${doing}: the answer does not say when the token expires`);
  // An absent scope means "as requested" (RFC 6749 § 5.1). Less than requested would fail later, and far from here.
  const granted = new Set(body.scope?.split(" ") ?? scopes);
  const missing = scopes.filter((scope) => !granted.has(scope));
  if (missing.length > 0) throw new AuthError("invalid_scope", `${doing}: the issuer withheld ${missing.join(" ")}`);
}
