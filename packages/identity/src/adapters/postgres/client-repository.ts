import type { Database } from "@hexmart/postgres";
import type { ClientRepository } from "#ports/client-repository.ts";
import { ClientRow } from "./schema.ts";

export function createPostgresClientRepository(database: Database): ClientRepository {
  return {
    async save(clients) {
      // In one order everywhere, or two replicas that start at once could lock each other out.
      const rows = clients.toSorted((a, b) => (a.clientId < b.clientId ? -1 : 1));
      await database.em().upsertMany(ClientRow, rows);
    },

    async find(clientId) {
      const row = await database.em().findOne(ClientRow, { clientId });
      return row ? { clientId: row.clientId, jwks: row.jwks, resources: row.resources } : undefined;
    },
  };
}
