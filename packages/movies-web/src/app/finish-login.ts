import { LoginFailedError } from "#domain/errors.ts";
import type { Issuer } from "#ports/issuer.ts";
import type { LoginAttempts } from "#ports/login-attempts.ts";
import type { Secrets } from "#ports/secrets.ts";
import type { Sessions } from "#ports/sessions.ts";

type Ports = {
  readonly issuer: Issuer;
  readonly attempts: LoginAttempts;
  readonly sessions: Sessions;
  readonly secrets: Secrets;
  readonly now: () => Date;
};

export type LoginAnswer = {
  /** What the issuer sent the browser back with. */
  readonly answer: URLSearchParams;
  /** What the browser was given when it began. */
  readonly browser: string | undefined;
  /** The session that the browser has, which ends. */
  readonly before: string | undefined;
};

/**
 * Logs in: an answer counts once, and only in the browser that began. The session has a new id, whatever the browser
 * brought along.
 *
 * @throws LoginFailedError
 */
export async function finishLogin(
  { issuer, attempts, sessions, secrets, now }: Ports,
  { answer, browser, before }: LoginAnswer,
): Promise<{ readonly secret: string; readonly returnTo: string }> {
  // #region once
  const state = answer.get("state") ?? "";
  const attempt = await attempts.take(secrets.digest(state));
  const fits = attempt !== undefined && browser !== undefined && attempt.browser === secrets.digest(browser);
  if (!fits || attempt.expiresAt.getTime() <= now().getTime()) {
    throw new LoginFailedError(
      "UNKNOWN_ATTEMPT",
      "Cannot log in: this browser began no such login, or it was finished before, or it took too long",
    );
  }
  const login = await issuer.redeem({ answer, state, nonce: attempt.nonce, codeVerifier: attempt.codeVerifier });
  if (before !== undefined) await sessions.remove(secrets.digest(before));
  const secret = secrets.create();
  await sessions.add({ ...login, id: secrets.digest(secret), createdAt: now(), usedAt: now() });
  return { secret, returnTo: attempt.returnTo };
  // #endregion once
}
