import { type Client, checkClients } from "#domain/client.ts";
import type { Clock } from "#ports/clock.ts";
import type { SigningKey, SigningKeyGenerator, Store } from "#ports/store.ts";

/** What the application needs from outside. */
export type Ports = Store & { readonly generateSigningKey: SigningKeyGenerator; readonly clock: Clock };

/** The menu: what the identity service does besides speaking the protocol, which oidc-provider does. */
export const createUseCases = (ports: Ports) => ({
  registerClients: (clients: readonly Client[]) => registerClients(ports, clients),
  ensureSigningKey: () => ensureSigningKey(ports),
  removeExpiredArtifacts: () => removeExpiredArtifacts(ports),
});

export type UseCases = ReturnType<typeof createUseCases>;

/** Makes the clients known, as the configuration has them. One that it no longer names stays registered. */
async function registerClients({ clients: repository }: Ports, clients: readonly Client[]): Promise<void> {
  checkClients(clients);
  if (clients.length > 0) await repository.save(clients);
}

/** The key to sign with: the active one, or at the first start a new one. Replicas that start at once agree on one. */
async function ensureSigningKey({ signingKeys, generateSigningKey, clock }: Ports): Promise<SigningKey> {
  const active = await signingKeys.findActive();
  return active ?? signingKeys.addUnlessActive(await generateSigningKey(clock.now()));
}

/** Removes what nobody can use any more, and answers how many. A consumed artifact stays until it expires. */
function removeExpiredArtifacts({ artifacts, clock }: Ports): Promise<number> {
  return artifacts.removeExpired(clock.now());
}
