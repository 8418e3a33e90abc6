import { IdentityError } from "./errors.ts";
import { resources, scopesOf } from "./resources.ts";

/** A JSON Web Key; the domain looks only at whether it is private. */
export type Jwk = Readonly<Record<string, unknown>>;

/** An application that may ask for tokens: who it is, how it proves that, and what it may do where. */
export type Client = {
  readonly clientId: string;
  /** The public keys that its assertions are verified with. There is no secret to store, or to steal. */
  readonly jwks: { readonly keys: readonly Jwk[] };
  /** The scopes it may have, by resource. */
  readonly resources: Readonly<Record<string, readonly string[]>>;
};

const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "k"];

/** Refuses clients of which one cannot be registered, and says everything that is wrong with them. */
export function checkClients(clients: readonly Client[]): void {
  const refusals = clients.flatMap((client) => {
    const problems = [...problemsOfKeys(client), ...problemsOfResources(client)];
    return problems.length === 0 ? [] : `Cannot register client "${client.clientId}": ${problems.join("; ")}.`;
  });
  if (refusals.length > 0) throw new IdentityError("invalid_client_metadata", refusals.join(" "));
}

function problemsOfKeys({ jwks: { keys } }: Client): string[] {
  if (keys.length === 0) return ["it has no key to prove itself with"];
  const isPrivate = keys.some((key) => PRIVATE_MEMBERS.some((member) => member in key));
  return isPrivate ? ["it holds a private or symmetric key, of which only the public half belongs here"] : [];
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
