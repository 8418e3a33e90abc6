import { LogoutTokenError } from "#domain/errors.ts";
import type { Issuer } from "#ports/issuer.ts";
import type { Sessions } from "#ports/sessions.ts";
import type { UsedTokens } from "#ports/used-tokens.ts";

type Ports = { readonly sessions: Sessions; readonly issuer: Issuer; readonly usedTokens: UsedTokens };

/**
 * Ends what the issuer says is over (OpenID Connect Back-Channel Logout): by its session, or all of an account. Resolves
 * to how many sessions that were.
 *
 * @throws LogoutTokenError for a notice that cannot be believed, or came before
 */
export async function heedLogout({ sessions, issuer, usedTokens }: Ports, token: string): Promise<number> {
  const { id, expiresAt, issuerSession, subject } = await issuer.readLogoutToken(token);
  if (!(await usedTokens.useOnce(id, expiresAt))) throw new LogoutTokenError("Cannot log out: the notice came before");
  if (issuerSession !== undefined) return sessions.removeByIssuerSession(issuerSession);
  if (subject !== undefined) return sessions.removeBySubject(subject);
  throw new LogoutTokenError("Cannot log out: the notice names neither a session nor an account");
}
