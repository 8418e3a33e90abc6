import { type DescMethod, getOption } from "@bufbuild/protobuf";
import { policy } from "@hexmart/contracts/auth/v1/policy";

/** Scopes by audience, by client, as the topology has them. */
export type Grants = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** A client whose token lets it call a method, and the scopes to ask for: no more than the method wants. */
export type Caller = { readonly client: string; readonly scopes: readonly string[] };

/** What the contract asks of a program that calls a method; undefined where anybody may. */
export function neededScopes(method: DescMethod): readonly string[] | undefined {
  const { public: open, scopes, owner, anyOwnerScope } = getOption(method, policy);
  if (open) return undefined;
  // A program has no user name of its own, so an owner rule lets it in by the other way only.
  return owner === "" ? scopes : [...scopes, anyOwnerScope];
}

/** The clients that may call a method at the server of an audience, in the order of the topology. */
export function findCallers(method: DescMethod, audience: string, grants: Grants): readonly Caller[] {
  const needed = neededScopes(method) ?? [];
  return Object.entries(grants)
    .filter(([, audiences]) => needed.every((scope) => audiences[audience]?.includes(scope)) && audience in audiences)
    .map(([client]) => ({ client, scopes: needed }));
}

/**
 * A client by its name, whether or not the method lets it in: the server says so better. Undefined when it may not ask for
 * a token for that server at all.
 */
export function callAs(
  client: string,
  { method, audience, grants }: { method: DescMethod; audience: string; grants: Grants },
): Caller | undefined {
  const scopes = grants[client]?.[audience];
  return scopes && (findCallers(method, audience, grants).find((each) => each.client === client) ?? { client, scopes });
}
