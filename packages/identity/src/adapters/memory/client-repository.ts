import type { Client } from "#domain/client.ts";
import type { ClientRepository } from "#ports/client-repository.ts";

export function createMemoryClientRepository(): ClientRepository {
  const byId = new Map<string, Client>();
  return {
    async save(clients) {
      for (const client of clients) byId.set(client.clientId, client);
    },
    async find(clientId) {
      return byId.get(clientId);
    },
  };
}
