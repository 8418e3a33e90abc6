import type { Principal } from "./principal.ts";
import { principalOf } from "./principal.ts";
import { refuse } from "./token-format.ts";

/** What the signature alone does not settle. Times in seconds. */
export type ClaimRules = { audience: string; maxLifetimeSeconds: number; clockToleranceSeconds: number; now: number };

/** The principal of a token whose signature, `iss`, `typ`, `exp` and `nbf` have been verified. */
export function readClaims(claims: Record<string, unknown>, rules: ClaimRules): { principal: Principal; exp: number } {
  // #region rules
  // RFC 9068 allows a list, but a token that is good at two services lets the one use it at the other.
  if (claims.aud !== rules.audience) throw refuse(`claim "aud" is not "${rules.audience}"`);
  if (claims.cnf !== undefined) throw refuse('it is bound to a key (claim "cnf") and cannot be used as a bearer token');

  const exp = time(claims, "exp");
  const iat = time(claims, "iat");
  if (iat > rules.now + rules.clockToleranceSeconds) throw refuse('claim "iat" lies in the future');
  if (exp - iat > rules.maxLifetimeSeconds) throw refuse(`it lives longer than ${rules.maxLifetimeSeconds} s`);
  // #endregion rules

  text(claims, "jti");
  const username = claims.preferred_username === undefined ? undefined : text(claims, "preferred_username");
  const principal = principalOf({
    sub: text(claims, "sub"),
    client_id: text(claims, "client_id"),
    scope: text(claims, "scope"),
    ...(username === undefined ? {} : { preferred_username: username }),
    ...(claims.roles === undefined ? {} : { roles: texts(claims, "roles") }),
  });
  return { principal, exp };
}

function text(claims: Record<string, unknown>, name: string): string {
  const value = claims[name];
  if (typeof value !== "string" || value === "") throw refuse(`claim "${name}" is not a text`);
  return value;
}

/** A text would do harm in the place of a list: "administrator" includes "admin". */
function texts(claims: Record<string, unknown>, name: string): string[] {
  const value = claims[name];
  const isList = Array.isArray(value) && value.every((entry) => typeof entry === "string" && entry !== "");
  if (!isList) throw refuse(`claim "${name}" is not a list of texts`);
  return value;
}

function time(claims: Record<string, unknown>, name: string): number {
  const value = claims[name];
  // 1e400 is valid JSON and becomes Infinity, which is later than every expiry check expects.
  if (typeof value !== "number" || !Number.isFinite(value)) throw refuse(`claim "${name}" is not a time`);
  return value;
}
