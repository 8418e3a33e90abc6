import type { Database } from "@hexmart/postgres";
import type { InferEntity } from "@mikro-orm/core";
import type { Client } from "#domain/client.ts";
import type { ClientRepository } from "#ports/store.ts";
import { ClientRow } from "./schema.ts";

const ADD = `
  insert into clients (client_id, jwks, resources, metadata) values (?, ?, ?, ?)
  on conflict (client_id) do nothing
  returning client_id
`;

export function createClients(database: Database): ClientRepository {
  return {
    async save(clients) {
      // In one order everywhere, or two replicas that start at once could lock each other out.
      const sorted = clients.toSorted((a, b) => (a.clientId < b.clientId ? -1 : 1));
      await database.em().upsertMany(ClientRow, sorted.map(toRow), { onConflictExcludeFields: ["disabled"] });
    },

    async add(client) {
      const { clientId, jwks, resources, metadata } = toRow(client);
      const values = [clientId, jwks && JSON.stringify(jwks), JSON.stringify(resources), JSON.stringify(metadata)];
      const added: unknown[] = await database.em().execute(ADD, values);
      return added.length === 1;
    },

    async find(clientId) {
      const row = await database.em().findOne(ClientRow, { clientId, disabled: false });
      return row ? toClient(row) : undefined;
    },

    async list({ after = "", limit }) {
      const where = { clientId: { $gt: after } };
      const rows = await database.em().find(ClientRow, where, { orderBy: { clientId: "asc" }, limit });
      return rows.map((row) => ({ client: toClient(row), disabled: row.disabled }));
    },

    async setDisabled(clientId, disabled) {
      return (await database.em().nativeUpdate(ClientRow, { clientId }, { disabled })) === 1;
    },
  };
}

function toRow({ clientId, jwks, resources, ...metadata }: Client) {
  return { clientId, jwks: jwks ?? null, resources, metadata };
}

function toClient({ clientId, jwks, resources, metadata }: InferEntity<typeof ClientRow>): Client {
  return { clientId, ...(jwks ? { jwks } : {}), resources, ...metadata };
}
