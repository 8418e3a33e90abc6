import type { LoginLimit } from "#domain/login-limit.ts";
import type { LoginAttemptRepository } from "#ports/accounts.ts";
import type { Clock } from "#ports/clock.ts";

type Ports = { readonly loginAttempts: LoginAttemptRepository; readonly clock: Clock };

/** Counts a try before it is made, and answers how long it has to wait: zero when it may be made. */
export async function countAttempt({ loginAttempts, clock }: Ports, key: string, limit: LoginLimit): Promise<number> {
  const now = clock.now();
  const { count, resetsAt } = await loginAttempts.add(key, now, limit.windowSeconds);
  return count <= limit.attempts ? 0 : Math.max(1, Math.ceil((resetsAt.getTime() - now.getTime()) / 1000));
}
