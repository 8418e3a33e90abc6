import { type NewUser, normalizeUsername } from "#domain/account.ts";
import { checkPassword } from "#domain/password.ts";
import type { AccountRepository, PasswordHasher } from "#ports/accounts.ts";
import type { Clock } from "#ports/clock.ts";
import type { ArtifactRepository } from "#ports/store.ts";

type Ports = {
  readonly accounts: AccountRepository;
  readonly artifacts: ArtifactRepository;
  readonly passwords: PasswordHasher;
  readonly newId: () => string;
  readonly clock: Clock;
};

/** Registers a user who is new. Answers whether they were: one who is there is left as they are. */
export async function addUser({ accounts, passwords, newId }: Ports, { password, ...user }: NewUser): Promise<boolean> {
  checkPassword(password);
  const passwordHash = await passwords.hash(password);
  const username = normalizeUsername(user.username);
  return accounts.add({ ...user, username, id: newId(), passwordHash, disabled: false });
}

/** Gives a user another password; answers whether there is one. Who is logged in with the old one is logged out. */
export async function setPassword(
  { accounts, artifacts, passwords, clock }: Ports,
  username: string,
  password: string,
): Promise<boolean> {
  checkPassword(password);
  const account = await accounts.findByUsername(normalizeUsername(username));
  if (!account) return false;
  await accounts.setPasswordHash(account.id, await passwords.hash(password));
  await artifacts.endByAccount(account.id, clock.now());
  return true;
}

/**
 * Refuses a user from now on, or lets them in again; answers whether there is one. Their sessions and refresh tokens end
 * for good. An access token lives out its minutes.
 */
export async function setUserDisabled(
  { accounts, artifacts, clock }: Ports,
  username: string,
  disabled: boolean,
): Promise<boolean> {
  const account = await accounts.findByUsername(normalizeUsername(username));
  if (!account) return false;
  await accounts.setDisabled(account.id, disabled);
  if (disabled) await artifacts.endByAccount(account.id, clock.now());
  return true;
}
