import type { Fetch } from "@hexmart/auth";
import { exportJWK, generateKeyPair } from "jose";
import * as oauth from "oauth4webapi";
import type { Client } from "#domain/client.ts";

export const CALLBACK = "https://movies.example/signin-oidc";
export const MOVIES = "urn:hexmart:movies-api";
export const CART = "urn:hexmart:shopping-cart";
const SCOPES = "openid profile email roles offline_access movies.read cart.read";

/** A web application that logs its users in here: registered, with a key of its own. */
export async function createRelyingParty(change: Partial<Client> = {}, secret?: string) {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const registered: Client = {
    clientId: "movies-web",
    clientName: "Movies",
    jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: "1", alg: "ES256", use: "sig" }] },
    grantTypes: ["authorization_code", "refresh_token"],
    redirectUris: [CALLBACK],
    postLogoutRedirectUris: ["https://movies.example/signout-callback-oidc"],
    resources: { [MOVIES]: ["movies.read", "movies.write"], [CART]: ["cart.read"] },
    ...change,
  };
  const client: oauth.Client = { client_id: registered.clientId };

  return {
    registered,
    client,
    /** Speaks to an issuer as oauth4webapi does, which checks what it is answered. */
    async at(issuer: string, fetch: Fetch) {
      const options = { [oauth.allowInsecureRequests]: true, [oauth.customFetch]: toFetch(fetch) };
      const server = await oauth
        .discoveryRequest(new URL(issuer), options)
        .then((response) => oauth.processDiscoveryResponse(new URL(issuer), response));
      const proof = proofOf(registered, { key: privateKey, kid: "1" }, secret);

      return {
        server,
        proof,
        options,
        /** The parameters of an authorization request, and what is kept of it until the user comes back. */
        async begin(parameters: Readonly<Record<string, string | readonly string[]>> = {}) {
          const verifier = oauth.generateRandomCodeVerifier();
          const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
          const url = new URL(server.authorization_endpoint ?? "");
          const all = {
            client_id: client.client_id,
            redirect_uri: CALLBACK,
            response_type: "code",
            scope: SCOPES,
            resource: [MOVIES, CART],
            state,
            nonce,
            code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
            code_challenge_method: "S256",
            ...parameters,
          };
          for (const [name, value] of Object.entries(all)) {
            for (const one of [value].flat()) if (one !== "") url.searchParams.append(name, one);
          }
          return { url, verifier, state, nonce };
        },
        /** Exchanges the code that the browser brings. */
        async finish(begun: { verifier: string; state: string; nonce: string }, callback: URL, resource = MOVIES) {
          const parameters = oauth.validateAuthResponse(server, client, callback, begun.state);
          const response = await oauth.authorizationCodeGrantRequest(
            server,
            client,
            proof,
            parameters,
            CALLBACK,
            begun.verifier,
            { ...options, additionalParameters: resource === "" ? {} : { resource } },
          );
          return oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: begun.nonce });
        },
        async refresh(token: string, resource = MOVIES) {
          const additionalParameters = resource === "" ? {} : { resource };
          const response = await oauth.refreshTokenGrantRequest(server, client, proof, token, {
            ...options,
            additionalParameters,
          });
          return oauth.processRefreshTokenResponse(server, client, response);
        },
        revoke: async (token: string) =>
          oauth.processRevocationResponse(await oauth.revocationRequest(server, client, proof, token, options)),
        introspect: async (token: string) =>
          oauth.processIntrospectionResponse(
            server,
            client,
            await oauth.introspectionRequest(server, client, proof, token, options),
          ),
        async push(url: URL) {
          const request = oauth.pushedAuthorizationRequest(server, client, proof, url.searchParams, options);
          return oauth.processPushedAuthorizationResponse(server, client, await request);
        },
      };
    },
  };
}

function proofOf({ authMethod }: Client, key: oauth.PrivateKey, secret = ""): oauth.ClientAuth {
  switch (authMethod) {
    case "none":
      return oauth.None();
    case "client_secret_basic":
      return oauth.ClientSecretBasic(secret);
    case "client_secret_post":
      return oauth.ClientSecretPost(secret);
    default:
      return oauth.PrivateKeyJwt(key);
  }
}

function toFetch(fetch: Fetch) {
  return (url: string, init: oauth.CustomFetchOptions<string, unknown>) =>
    fetch(url, { method: init.method, headers: init.headers, body: init.body ? String(init.body) : null } as never);
}
