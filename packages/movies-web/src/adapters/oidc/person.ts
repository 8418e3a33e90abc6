import type { Person } from "#domain/session.ts";

/** About the token, and not about the person. */
const technical = new Set([
  "iss",
  "aud",
  "azp",
  "exp",
  "iat",
  "nbf",
  "nonce",
  "at_hash",
  "c_hash",
  "s_hash",
  "sid",
  "jti",
]);

/** Who an ID token speaks of. Whatever is not of the right kind is left out: none has a role by accident. */
export function toPerson(claims: Readonly<Record<string, unknown>> & { readonly sub: string }): Person {
  const { sub, preferred_username, name, roles } = claims;
  const username = text(preferred_username) ?? sub;
  return {
    subject: sub,
    username,
    name: text(name) ?? username,
    roles: Array.isArray(roles) ? roles.filter((role) => typeof role === "string") : [],
    claims: Object.fromEntries(Object.entries(claims).filter(([key]) => !technical.has(key))),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
