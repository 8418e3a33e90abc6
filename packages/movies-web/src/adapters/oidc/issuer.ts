import * as oauth from "oauth4webapi";
import { GrantOverError, LoginFailedError, UnavailableError } from "#domain/errors.ts";
import type { AccessToken } from "#domain/session.ts";
import type { Issuer, Redemption } from "#ports/issuer.ts";
import { audiences, CLIENT_ID, postLogoutRedirectUri, redirectUri, scopes } from "./client-identity.ts";
import { createDiscovery, reach, requestOptions } from "./discovery.ts";
import { readLogoutToken } from "./logout-token.ts";
import { toPerson } from "./person.ts";

export type IssuerOptions = {
  readonly issuer: string;
  /** What the browser calls this site. */
  readonly origin: string;
  readonly clientKey: oauth.PrivateKey;
  readonly now: () => Date;
};

/** A confidential client of OpenID Connect: code with PKCE, state and nonce, and a signature in the place of a secret. */
export function createIssuer({ issuer, origin, clientKey, now }: IssuerOptions): Issuer {
  const options = requestOptions(issuer);
  const discover = createDiscovery(issuer, options, now);
  const client: oauth.Client = { client_id: CLIENT_ID, id_token_signed_response_alg: "ES256" };
  const authenticate = oauth.PrivateKeyJwt(clientKey, {
    // The issuer takes its own name for the audience, and nothing else.
    [oauth.modifyAssertion]: (_header, payload) => {
      payload.aud = issuer;
    },
  });

  function toToken({ access_token, expires_in }: oauth.TokenEndpointResponse): AccessToken {
    return { value: access_token, expiresAt: new Date(now().getTime() + (expires_in ?? 0) * 1_000) };
  }

  async function redeem({ answer, state, nonce, codeVerifier }: Redemption) {
    const server = await discover();
    // Checks `iss` too: an answer of another issuer is not sent to this one.
    const params = oauth.validateAuthResponse(server, client, answer, state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authenticate,
      params,
      redirectUri(origin),
      codeVerifier,
      { ...options, additionalParameters: { resource: audiences.movies } },
    );
    const result = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(server, response, options);
    const claims = oauth.getValidatedIdTokenClaims(result);
    if (claims === undefined || result.id_token === undefined) throw new TypeError("The issuer sent no id_token");
    return {
      person: toPerson(claims),
      issuerSession: typeof claims.sid === "string" ? claims.sid : undefined,
      idToken: result.id_token,
      refreshToken: result.refresh_token,
      tokens: { movies: toToken(result) },
    };
  }

  return {
    async beginLogin() {
      const server = await discover();
      // #region begin
      const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
      const codeVerifier = oauth.generateRandomCodeVerifier();
      const url = new URL(endpoint(server, "authorization_endpoint"));
      const parameters = {
        client_id: CLIENT_ID,
        response_type: "code",
        redirect_uri: redirectUri(origin),
        scope: scopes,
        state,
        nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: "S256",
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      for (const audience of Object.values(audiences)) url.searchParams.append("resource", audience);
      // #endregion begin
      return { url: url.href, state, nonce, codeVerifier };
    },

    async redeem(redemption) {
      try {
        return await reach(() => redeem(redemption));
      } catch (cause) {
        if (cause instanceof UnavailableError) throw cause;
        const refused = cause instanceof oauth.AuthorizationResponseError && cause.error === "access_denied";
        if (refused) throw new LoginFailedError("REFUSED", "You did not allow this site to log you in", { cause });
        throw new LoginFailedError("INVALID_ANSWER", "The identity server's answer fits no login that began here", {
          cause,
        });
      }
    },

    async refresh(refreshToken, resource) {
      try {
        return await reach(async () => {
          const server = await discover();
          const additionalParameters = { resource: audiences[resource] };
          const response = await oauth.refreshTokenGrantRequest(server, client, authenticate, refreshToken, {
            ...options,
            additionalParameters,
          });
          const result = await oauth.processRefreshTokenResponse(server, client, response);
          return { token: toToken(result), refreshToken: result.refresh_token };
        });
      } catch (cause) {
        const over = cause instanceof oauth.ResponseBodyError && cause.error === "invalid_grant";
        if (over) throw new GrantOverError("The issuer has ended the login", { cause });
        if (cause instanceof UnavailableError) throw cause;
        throw new UnavailableError("The identity server gives no token", { cause });
      }
    },

    async revoke(refreshToken) {
      const server = await discover();
      await reach(async () => {
        const response = await oauth.revocationRequest(server, client, authenticate, refreshToken, options);
        await oauth.processRevocationResponse(response);
      }).catch((cause: unknown) => {
        if (cause instanceof UnavailableError) throw cause;
        throw new UnavailableError("The identity server takes no token back", { cause });
      });
    },

    async logoutUrl(idToken) {
      const url = new URL(endpoint(await discover(), "end_session_endpoint"));
      url.searchParams.set("id_token_hint", idToken);
      url.searchParams.set("client_id", CLIENT_ID);
      url.searchParams.set("post_logout_redirect_uri", postLogoutRedirectUri(origin));
      return url.href;
    },

    readLogoutToken: readLogoutToken({ issuer, discover, now }),
  };
}

function endpoint(server: oauth.AuthorizationServer, name: "authorization_endpoint" | "end_session_endpoint"): string {
  const url = server[name];
  if (url === undefined) throw new UnavailableError(`The identity server announces no ${name}`);
  return url;
}
