import { safeReturnTo } from "#domain/return-to.ts";
import type { Issuer } from "#ports/issuer.ts";
import type { LoginAttempts } from "#ports/login-attempts.ts";
import type { Secrets } from "#ports/secrets.ts";

type Ports = {
  readonly issuer: Issuer;
  readonly attempts: LoginAttempts;
  readonly secrets: Secrets;
  readonly now: () => Date;
};

/** A person may read the consent page, and look for their password. */
const ATTEMPT_LIFETIME_MS = 15 * 60_000;

/** The attempt belongs to the browser that begins it: nobody can have somebody else finish theirs. */
export async function beginLogin(
  { issuer, attempts, secrets, now }: Ports,
  { returnTo, browser }: { readonly returnTo: unknown; readonly browser: string },
): Promise<string> {
  const { url, state, nonce, codeVerifier } = await issuer.beginLogin();
  await attempts.add({
    id: secrets.digest(state),
    browser: secrets.digest(browser),
    nonce,
    codeVerifier,
    returnTo: safeReturnTo(returnTo),
    expiresAt: new Date(now().getTime() + ATTEMPT_LIFETIME_MS),
  });
  return url;
}
