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

/** What is wrong with a client, each in one sentence; nothing when it may be registered. */
export function problemsOf(client: Client): string[] {
  const problems: string[] = [];
  if (client.jwks.keys.length === 0) problems.push("has no key to prove itself with");
  if (client.jwks.keys.some((key) => PRIVATE_MEMBERS.some((member) => member in key))) {
    problems.push("holds a private or symmetric key: give only the public half");
  }
  for (const [resource, granted] of Object.entries(client.resources)) {
    const known = scopesOf(resource);
    if (!known) {
      problems.push(`names the unknown resource "${resource}": there are ${Object.keys(resources).join(", ")}`);
      continue;
    }
    for (const scope of granted.filter((name) => !known.includes(name))) {
      problems.push(`names the scope "${scope}", which "${resource}" does not have: it has ${known.join(", ")}`);
    }
  }
  return problems;
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
