import type { Access } from "./route.ts";

/** Names the scopes that are missing; empty for whoever may pass. Scopes are compared whole, letter by letter. */
export function missingScopes(access: Exclude<Access, "public">, held: readonly string[]): readonly string[] {
  const { allOf = [], anyOf = [] } = access;
  const missing = allOf.filter((scope) => !held.includes(scope));
  if (missing.length > 0) return missing;
  return anyOf.length === 0 || anyOf.some((scope) => held.includes(scope)) ? [] : anyOf;
}
