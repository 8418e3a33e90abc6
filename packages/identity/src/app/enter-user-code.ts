import { ACCOUNT_LIMIT, ADDRESS_LIMIT, networkOf } from "#domain/login-limit.ts";
import type { LoginAttemptRepository } from "#ports/accounts.ts";
import type { Clock } from "#ports/clock.ts";
import { countAttempt } from "./count-attempt.ts";

type Ports = { readonly loginAttempts: LoginAttemptRepository; readonly clock: Clock };

export type UserCodeEntry = {
  readonly address: string;
  /** Who has logged in where the code is entered, if anybody has. */
  readonly accountId: string | undefined;
  /** Looks the code up, and answers whether there is such a one. */
  readonly lookUp: () => Promise<boolean>;
};

/**
 * Lets somebody enter the code that a device shows, unless they have guessed too often: then answers how many seconds
 * they have to wait, else zero. A right code is not counted, but does not make earlier guesses forgotten either: anybody
 * can get one for a device of their own.
 */
export async function enterUserCode(ports: Ports, { address, accountId, lookUp }: UserCodeEntry): Promise<number> {
  const limits = [
    [`device-address:${networkOf(address)}`, ADDRESS_LIMIT],
    ...(accountId === undefined ? [] : [[`device-account:${accountId}`, ACCOUNT_LIMIT] as const]),
  ] as const;
  for (const [key, limit] of limits) {
    const retryAfterSeconds = await countAttempt(ports, key, limit);
    if (retryAfterSeconds > 0) return retryAfterSeconds;
  }
  if (await lookUp()) {
    for (const [key] of limits) await ports.loginAttempts.takeBack(key);
  }
  return 0;
}
