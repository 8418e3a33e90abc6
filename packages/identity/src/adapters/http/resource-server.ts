import type { KoaContextWithOIDC, Client as ProtocolClient, ResourceServer } from "oidc-provider";
import { type Client, checkRequestedScopes, scopesAt } from "#domain/client.ts";
import { IdentityError } from "#domain/errors.ts";
import { errors } from "./oidc-provider.ts";
import { RESOURCES } from "./provider-adapter.ts";

/** Decides which token a client gets at a resource (RFC 8707): its audience, scopes, life and form. */
export function resourceServerInfo(accessTokenTtlSeconds: number) {
  return (context: KoaContextWithOIDC, resource: string, client: ProtocolClient): ResourceServer => {
    try {
      const allowed = scopesAt({ clientId: client.clientId, resources: resourcesOf(client) }, resource);
      // In a login, scopes of several resources and of OpenID Connect are asked for in one; there the library filters.
      if (isClientCredentials(context)) {
        checkOneResource(context);
        checkRequestedScopes(allowed, requestedScopes(context));
      }
      return {
        audience: resource,
        scope: allowed.join(" "),
        accessTokenTTL: accessTokenTtlSeconds,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: "ES256" } },
      };
    } catch (error) {
      throw toProtocolError(error, requestedScopes(context));
    }
  };
}

/** Without this a token without an audience would be issued, which every service would have to accept or none. */
export function requireResource(context: KoaContextWithOIDC): undefined {
  if (isClientCredentials(context)) throw new errors.InvalidTarget("a resource is required");
}

function checkOneResource({ oidc }: KoaContextWithOIDC): void {
  const resource: unknown = oidc.params?.resource;
  if (Array.isArray(resource) && resource.length > 1) {
    throw new IdentityError("invalid_target", "a token is for one resource: ask for one token each");
  }
}

function toProtocolError(error: unknown, requested: readonly string[]): unknown {
  if (!(error instanceof IdentityError)) return error;
  switch (error.code) {
    case "invalid_target":
      return new errors.InvalidTarget(error.message);
    case "invalid_client_metadata":
      return new errors.InvalidClientMetadata(error.message);
    case "invalid_scope":
      return new errors.InvalidScope(error.message, requested.join(" "));
    case "invalid_password":
      return error; // Nobody sets one on the way to a token.
    default:
      return error.code satisfies never;
  }
}

const isClientCredentials = ({ oidc }: KoaContextWithOIDC) => oidc.params?.grant_type === "client_credentials";

function requestedScopes({ oidc }: KoaContextWithOIDC): string[] {
  const scope = oidc.params?.scope;
  return typeof scope === "string" ? scope.split(" ").filter(Boolean) : [];
}

function resourcesOf(client: ProtocolClient): Client["resources"] {
  return (client[RESOURCES] ?? {}) as Client["resources"];
}
