import type { Client } from "#domain/client.ts";

export type ClientRepository = {
  /** Adds each client, or replaces it by client id. */
  save(clients: readonly Client[]): Promise<void>;
  find(clientId: string): Promise<Client | undefined>;
};
