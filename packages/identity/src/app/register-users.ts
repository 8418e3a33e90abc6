import type { NewUser } from "#domain/account.ts";
import type { AccountRepository, PasswordHasher } from "#ports/accounts.ts";

type Ports = {
  readonly accounts: AccountRepository;
  readonly passwords: PasswordHasher;
  readonly newId: () => string;
};

/** Makes the users known that are not yet, and answers their names. Who is known keeps password, roles and claims. */
export async function registerUsers(
  { accounts, passwords, newId }: Ports,
  users: readonly NewUser[],
): Promise<string[]> {
  const added: string[] = [];
  for (const { password, ...user } of users) {
    if (await accounts.findByUsername(user.username)) continue;
    const passwordHash = await passwords.hash(password);
    if (await accounts.add({ ...user, id: newId(), passwordHash, disabled: false })) added.push(user.username);
  }
  return added;
}
