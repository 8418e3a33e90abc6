import type { Lifetimes } from "#domain/session.ts";
import type { LoginAttempts } from "#ports/login-attempts.ts";
import type { Sessions } from "#ports/sessions.ts";
import type { UsedTokens } from "#ports/used-tokens.ts";

type Ports = {
  readonly sessions: Sessions;
  readonly attempts: LoginAttempts;
  readonly usedTokens: UsedTokens;
  readonly lifetimes: Lifetimes;
  readonly now: () => Date;
};

/** Forgets what is over. Nothing depends on it but the size of the tables. */
export async function purge({ sessions, attempts, usedTokens, lifetimes, now }: Ports): Promise<void> {
  const ago = (ms: number) => new Date(now().getTime() - ms);
  await sessions.purge({ usedAt: ago(lifetimes.idleMs), createdAt: ago(lifetimes.absoluteMs) });
  await attempts.purge(now());
  await usedTokens.purge(now());
}
