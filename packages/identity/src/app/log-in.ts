import { type Account, normalizeUsername } from "#domain/account.ts";
import { ACCOUNT_LIMIT, ADDRESS_LIMIT, networkOf } from "#domain/login-limit.ts";
import type { AccountRepository, LoginAttemptRepository, PasswordHasher } from "#ports/accounts.ts";
import type { Clock } from "#ports/clock.ts";
import { countAttempt } from "./count-attempt.ts";

type Ports = {
  readonly accounts: AccountRepository;
  readonly loginAttempts: LoginAttemptRepository;
  readonly passwords: PasswordHasher;
  readonly clock: Clock;
};

export type Credentials = { readonly username: string; readonly password: string; readonly address: string };

/** `refused` does not tell an unknown user from a wrong password; `disabled` is told only to who knows the password. */
export type LoginOutcome =
  | { readonly outcome: "accepted"; readonly account: Account }
  | { readonly outcome: "refused" | "disabled" }
  | { readonly outcome: "throttled"; readonly retryAfterSeconds: number };

/** Checks a password. Tries are counted by account and by address, before they are made and by all replicas together. */
export async function logIn(ports: Ports, { username: typed, password, address }: Credentials): Promise<LoginOutcome> {
  const username = normalizeUsername(typed);
  const [accountKey, addressKey] = [`account:${username}`, `address:${networkOf(address)}`];
  // One after the other: an address beyond its limit must not be able to lock the owners of accounts out.
  const retryAfterSeconds =
    (await countAttempt(ports, addressKey, ADDRESS_LIMIT)) || (await countAttempt(ports, accountKey, ACCOUNT_LIMIT));
  if (retryAfterSeconds > 0) return { outcome: "throttled", retryAfterSeconds };

  const account = await ports.accounts.findByUsername(username);
  const isRight = await ports.passwords.verify(password, account?.passwordHash);
  if (!account || !isRight) return { outcome: "refused" };
  await ports.loginAttempts.clear(accountKey);
  await ports.loginAttempts.takeBack(addressKey);
  return account.disabled ? { outcome: "disabled" } : { outcome: "accepted", account };
}
