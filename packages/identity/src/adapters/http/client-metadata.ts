import type { ClientMetadata, JWKS } from "oidc-provider";
import type { Client } from "#domain/client.ts";

/** The member of a client's metadata that holds its resource map: `scope` is for OpenID Connect's own scopes only. */
export const RESOURCES = "resources";

/** A client in the words of OpenID Connect registration. */
export function metadataOf(client: Client): ClientMetadata {
  return {
    client_id: client.clientId,
    jwks: client.jwks as JWKS,
    token_endpoint_auth_method: "private_key_jwt",
    grant_types: ["client_credentials"],
    response_types: [],
    redirect_uris: [],
    [RESOURCES]: client.resources,
  };
}
