import type { Session } from "#domain/session.ts";
import type { Issuer } from "#ports/issuer.ts";
import type { Sessions } from "#ports/sessions.ts";

type Ports = { readonly sessions: Sessions; readonly issuer: Issuer };

/**
 * Ends the session here, whatever else fails; then what the issuer gave for it. Resolves to where the browser ends the
 * session at the issuer, too.
 *
 * @throws UnavailableError when the issuer cannot be reached: here the person is logged out, there not
 */
export async function logOut({ sessions, issuer }: Ports, { id, refreshToken, idToken }: Session): Promise<string> {
  // #region log-out
  await sessions.remove(id);
  if (refreshToken !== undefined) await issuer.revoke(refreshToken);
  return issuer.logoutUrl(idToken);
  // #endregion log-out
}
