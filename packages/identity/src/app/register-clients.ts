import type { Client } from "#domain/client.ts";
import type { ClientRepository } from "#ports/client-repository.ts";

/** Makes the clients known, as the configuration has them. One that it no longer names stays registered. */
export async function registerClients(ports: { clients: ClientRepository }, clients: readonly Client[]): Promise<void> {
  if (clients.length > 0) await ports.clients.save(clients);
}
