import type { NewUser } from "#domain/account.ts";
import { type Client, checkClients } from "#domain/client.ts";
import type { RotationPolicy } from "#domain/signing-key.ts";
import type { PasswordHasher } from "#ports/accounts.ts";
import type { Clock } from "#ports/clock.ts";
import type { Page } from "#ports/page.ts";
import type { SigningKeyGenerator } from "#ports/signing-keys.ts";
import type { Store } from "#ports/store.ts";
import { addClient, setClientDisabled } from "./administer-clients.ts";
import { addUser, setPassword, setUserDisabled } from "./administer-users.ts";
import { ensureCookieKey } from "./ensure-cookie-key.ts";
import { enterUserCode, type UserCodeEntry } from "./enter-user-code.ts";
import { type Credentials, logIn } from "./log-in.ts";
import { registerUsers } from "./register-users.ts";
import { keepSigningKeys, replaceSigningKeys, rotateSigningKey } from "./signing-keys.ts";

/** What the application needs from outside. */
export type Ports = Store & {
  readonly generateSigningKey: SigningKeyGenerator;
  readonly passwords: PasswordHasher;
  readonly newId: () => string;
  /** At least 32 random bytes. */
  readonly newSecret: () => string;
  readonly clock: Clock;
};

/** The menu: what the identity service does besides speaking the protocol, which oidc-provider does. */
export const createUseCases = (ports: Ports) => ({
  registerClients: (clients: readonly Client[]) => registerClients(ports, clients),
  registerUsers: (users: readonly NewUser[]) => registerUsers(ports, users),
  logIn: (credentials: Credentials) => logIn(ports, credentials),
  enterUserCode: (entry: UserCodeEntry) => enterUserCode(ports, entry),
  ensureCookieKey: () => ensureCookieKey(ports),
  keepSigningKeys: (policy: RotationPolicy) => keepSigningKeys(ports, policy),
  listSigningKeys: () => ports.signingKeys.list(),
  rotateSigningKey: () => rotateSigningKey(ports),
  replaceSigningKeys: () => replaceSigningKeys(ports),
  listClients: (page: Page) => ports.clients.list(page),
  addClient: (client: Client) => addClient(ports, client),
  setClientDisabled: (clientId: string, disabled: boolean) => setClientDisabled(ports, clientId, disabled),
  listUsers: (page: Page) => ports.accounts.list(page),
  addUser: (user: NewUser) => addUser(ports, user),
  setPassword: (username: string, password: string) => setPassword(ports, username, password),
  setUserDisabled: (username: string, disabled: boolean) => setUserDisabled(ports, username, disabled),
  removeExpiredArtifacts: () => removeExpiredArtifacts(ports),
});

export type UseCases = ReturnType<typeof createUseCases>;

/** Makes the clients known, as the configuration has them. One that it no longer names stays registered. */
async function registerClients({ clients: repository }: Ports, clients: readonly Client[]): Promise<void> {
  checkClients(clients);
  if (clients.length > 0) await repository.save(clients);
}

/** Removes what nobody can use any more, and answers how many. A consumed artifact stays until it expires. */
async function removeExpiredArtifacts({ artifacts, loginAttempts, clock }: Ports): Promise<number> {
  const now = clock.now();
  await loginAttempts.removeExpired(now);
  return artifacts.removeExpired(now);
}
