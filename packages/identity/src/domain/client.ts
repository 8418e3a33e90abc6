import { IdentityError } from "./errors.ts";
import { isOpenIdScope, openIdScopes, resources, scopesOf } from "./resources.ts";

/** A JSON Web Key; the domain looks only at whether it is private. */
export type Jwk = Readonly<Record<string, unknown>>;

/** How a client proves who it is. A secret is for foreign parties that know no better; `none` for public clients. */
export type ClientAuthMethod = "private_key_jwt" | "client_secret_basic" | "client_secret_post" | "none";

export type GrantType =
  | "client_credentials"
  | "authorization_code"
  | "refresh_token"
  | "urn:ietf:params:oauth:grant-type:device_code";

/** An application that may ask for tokens: who it is, how it proves that, and what it may do where. */
export type Client = {
  readonly clientId: string;
  /** What its users know it as. Default: its id. */
  readonly clientName?: string;
  /** Default: private_key_jwt. */
  readonly authMethod?: ClientAuthMethod;
  /** The public keys that its assertions are verified with. There is no secret to store, or to steal. */
  readonly jwks?: { readonly keys: readonly Jwk[] };
  /** The SHA-256 of its secret, if that is how it proves itself. */
  readonly secretHash?: string;
  /** Default: client_credentials alone. */
  readonly grantTypes?: readonly GrantType[];
  /** Where users may be sent back to, to the letter. */
  readonly redirectUris?: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[];
  /** What is told that a user has logged out. */
  readonly backchannelLogoutUri?: string;
  /** The scopes of OpenID Connect that it may have. Default: all. */
  readonly scopes?: readonly string[];
  /** The scopes it may have, by resource. */
  readonly resources: Readonly<Record<string, readonly string[]>>;
};

const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "k"];

/** Refuses clients of which one cannot be registered, and says everything that is wrong with them. */
export function checkClients(clients: readonly Client[]): void {
  const refusals = clients.flatMap((client) => {
    const problems = [
      ...problemsOfProof(client),
      ...problemsOfGrants(client),
      ...problemsOfUris(client),
      ...problemsOfScopes(client),
      ...problemsOfResources(client),
    ];
    return problems.length === 0 ? [] : `Cannot register client "${client.clientId}": ${problems.join("; ")}.`;
  });
  if (refusals.length > 0) throw new IdentityError("invalid_client_metadata", refusals.join(" "));
}

export const authMethodOf = ({ authMethod }: Client): ClientAuthMethod => authMethod ?? "private_key_jwt";
export const grantTypesOf = ({ grantTypes: own }: Client): readonly GrantType[] => own ?? ["client_credentials"];

function problemsOfProof(client: Client): string[] {
  const method = authMethodOf(client);
  const keys = client.jwks?.keys ?? [];
  if (keys.some((key) => PRIVATE_MEMBERS.some((member) => member in key))) {
    return ["it holds a private or symmetric key, of which only the public half belongs here"];
  }
  const hasSecret = client.secretHash !== undefined;
  if (method === "private_key_jwt" && keys.length === 0) return ["it has no key to prove itself with"];
  if (method.startsWith("client_secret") && !hasSecret) return ["it has no secret to prove itself with"];
  if (hasSecret && !method.startsWith("client_secret")) return [`it has a secret, which ${method} does not use`];
  return [];
}

function problemsOfGrants(client: Client): string[] {
  const granted = grantTypesOf(client);
  const has = (grant: GrantType) => granted.includes(grant);
  const withCode = has("authorization_code");
  const withUris = (client.redirectUris ?? []).length > 0;
  return [
    ...(granted.length === 0 ? ["it has no grant type, so it could get no token"] : []),
    ...(withCode && !withUris ? ["it has no redirect URI for the grant authorization_code"] : []),
    ...(withUris && !withCode ? ["it has a redirect URI, but not the grant authorization_code"] : []),
    ...(has("refresh_token") && !withCode && !has("urn:ietf:params:oauth:grant-type:device_code")
      ? ["it has the grant refresh_token, but none that a refresh token comes from"]
      : []),
    ...(has("client_credentials") && authMethodOf(client) === "none"
      ? ["a public client cannot have the grant client_credentials"]
      : []),
  ];
}

function problemsOfUris(client: Client): string[] {
  const { redirectUris = [], postLogoutRedirectUris = [], backchannelLogoutUri } = client;
  const uris = [...redirectUris, ...postLogoutRedirectUris, ...(backchannelLogoutUri ? [backchannelLogoutUri] : [])];
  return uris
    .filter((uri) => !isPlainUrl(uri))
    .map((uri) => `"${uri}" is not an absolute http or https URL without a fragment, user or password`);
}

function isPlainUrl(uri: string): boolean {
  const url = URL.parse(uri);
  return /^https?:$/.test(url?.protocol ?? "") && !uri.includes("#") && url?.username === "" && url.password === "";
}

function problemsOfScopes({ scopes = [] }: Client): string[] {
  return scopes
    .filter((scope) => !isOpenIdScope(scope))
    .map((scope) => `scope "${scope}" is none of ${openIdScopes.join(", ")}; those of an API belong into resources`);
}

function problemsOfResources(client: Client): string[] {
  return Object.entries(client.resources).flatMap(([resource, granted]) => {
    const known = scopesOf(resource);
    if (!known) return [`there is no resource "${resource}", only ${Object.keys(resources).join(", ")}`];
    const unknown = granted.filter((scope) => !known.includes(scope));
    return unknown.map((scope) => `resource "${resource}" has no scope "${scope}", only ${known.join(", ")}`);
  });
}

/** The scopes that a client may have at a resource. */
export function scopesAt(client: Pick<Client, "clientId" | "resources">, resource: string): readonly string[] {
  if (!scopesOf(resource)) throw new IdentityError("invalid_target", "there is no such resource");
  const granted = Object.hasOwn(client.resources, resource) ? client.resources[resource] : undefined;
  if (!granted?.length) throw new IdentityError("invalid_target", "the client has no access to this resource");
  return granted;
}

/**
 * Refuses a request for more than the client may have, instead of granting less: a token that lacks a scope would
 * fail later, and far from the cause.
 */
export function checkRequestedScopes(allowed: readonly string[], requested: readonly string[]): void {
  if (requested.length === 0) throw new IdentityError("invalid_scope", "a scope is required");
  const refused = requested.filter((scope) => !allowed.includes(scope));
  if (refused.length > 0) {
    throw new IdentityError("invalid_scope", `the client may not have ${refused.join(" ")} at this resource`);
  }
}
