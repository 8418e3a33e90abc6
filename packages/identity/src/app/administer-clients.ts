import { type Client, checkClients } from "#domain/client.ts";
import type { ArtifactRepository, ClientRepository } from "#ports/store.ts";

type Ports = { readonly clients: ClientRepository; readonly artifacts: ArtifactRepository };

/** Registers a client that is new. Answers whether it was: one that is there is left as it is. */
export async function addClient({ clients }: Ports, client: Client): Promise<boolean> {
  checkClients([client]);
  return clients.add(client);
}

/**
 * Refuses a client from now on, or lets it in again; answers whether there is one. What it holds ends for good, so that
 * its refresh tokens and codes do not come back to life with it. An access token lives out its minutes.
 */
export async function setClientDisabled(
  { clients, artifacts }: Ports,
  clientId: string,
  disabled: boolean,
): Promise<boolean> {
  if (!(await clients.setDisabled(clientId, disabled))) return false;
  if (disabled) await artifacts.removeByClient(clientId);
  return true;
}
