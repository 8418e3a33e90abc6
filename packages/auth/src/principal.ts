/**
 * Who calls, as the access token says it.
 *
 * - `subject`: the `sub` claim: the account, or the client itself when it acts for nobody.
 * - `clientId`: the `client_id` claim: the application that was given the token.
 * - `username`: the account's `preferred_username`; absent when a client acts for itself.
 * - `roles`: the account's `roles` (RFC 9068 § 2.2.3.1); absent when it has none, or a client acts for itself.
 * - `scopes`: what the token allows.
 */
export type Principal = {
  readonly subject: string;
  readonly clientId: string;
  readonly username?: string;
  readonly roles?: readonly string[];
  readonly scopes: readonly string[];
};

/** The claims of RFC 9068 that a principal is made of, already checked. */
export type PrincipalClaims = {
  sub: string;
  client_id: string;
  scope: string;
  preferred_username?: string;
  roles?: readonly string[];
};

/** Frozen, since one principal is handed to every request that carries the same token. */
export function principalOf(claims: PrincipalClaims): Principal {
  const { sub: subject, client_id: clientId, preferred_username: username } = claims;
  const scopes = Object.freeze(claims.scope.split(" ").filter((scope) => scope !== ""));
  // A client may choose its own name, and could choose that of a user: only a user's token has a username and roles.
  const ofUser = subject !== clientId;
  const roles = Object.freeze([...(claims.roles ?? [])]);
  return Object.freeze({
    subject,
    clientId,
    scopes,
    ...(ofUser && username !== undefined ? { username } : {}),
    ...(ofUser && roles.length > 0 ? { roles } : {}),
  });
}
