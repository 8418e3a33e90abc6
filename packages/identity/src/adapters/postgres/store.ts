import type { Database } from "@hexmart/postgres";
import type { InferEntity } from "@mikro-orm/core";
import type { Artifact, ArtifactRepository, Store, StoredArtifact } from "#ports/store.ts";
import { createAccounts, createLoginAttempts } from "./accounts.ts";
import { createClients } from "./clients.ts";
import { ArtifactRow } from "./schema.ts";
import { createPostgresSigningKeys } from "./signing-keys.ts";

/** Keeps everything in PostgreSQL, where several replicas share it. */
export const createPostgresStore = (database: Database): Store => ({
  artifacts: createArtifacts(database),
  clients: createClients(database),
  signingKeys: createPostgresSigningKeys(database),
  accounts: createAccounts(database),
  loginAttempts: createLoginAttempts(database),
});

// One statement decides and acts: two of them would let every one of several concurrent callers win.
const ADD_ONCE = `
  insert into artifacts (model, id, payload, grant_id, uid, user_code, account_id, client_id, expires_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (model, id) do update
    set payload = excluded.payload, expires_at = excluded.expires_at, consumed_at = null
    where artifacts.expires_at < ?
  returning id
`;

/** Far more than anybody has clients; it bounds what one request can make the database read. */
const MOST_OF_AN_ACCOUNT = 1_000;

function createArtifacts(database: Database): ArtifactRepository {
  return {
    async save(artifact) {
      await database.em().upsert(ArtifactRow, toRow(artifact), {
        onConflictFields: ["model", "id"],
        onConflictExcludeFields: ["consumedAt"],
      });
    },

    async addOnce(artifact, now) {
      const { model, id, payload, grantId, uid, userCode, accountId, clientId, expiresAt } = toRow(artifact);
      const values = [model, id, JSON.stringify(payload), grantId, uid, userCode, accountId, clientId, expiresAt, now];
      const added: unknown[] = await database.em().execute(ADD_ONCE, values);
      return added.length === 1;
    },

    async find({ model, id }) {
      return toArtifact(await database.em().findOne(ArtifactRow, { model, id }));
    },

    async findByUid(model, uid) {
      return toArtifact(await database.em().findOne(ArtifactRow, { model, uid }));
    },

    async findByUserCode(model, userCode) {
      return toArtifact(await database.em().findOne(ArtifactRow, { model, userCode }));
    },

    async findByAccount(model, accountId, now) {
      const alive = { $or: [{ expiresAt: null }, { expiresAt: { $gte: now } }] };
      const rows = await database.em().find(ArtifactRow, { model, accountId, ...alive }, { limit: MOST_OF_AN_ACCOUNT });
      return rows.flatMap((row) => toArtifact(row) ?? []);
    },

    async consume({ model, id }, now) {
      const consumed = await database
        .em()
        .nativeUpdate(ArtifactRow, { model, id, consumedAt: null }, { consumedAt: now });
      return consumed === 1;
    },

    async remove({ model, id }) {
      await database.em().nativeDelete(ArtifactRow, { model, id });
    },

    async removeByGrant(model, grantId) {
      await database.em().nativeDelete(ArtifactRow, { model, grantId });
    },

    async removeByClient(clientId) {
      return database.em().nativeDelete(ArtifactRow, { clientId });
    },

    async removeByAccount(accountId) {
      return database.em().nativeDelete(ArtifactRow, { accountId });
    },

    async removeExpired(now) {
      return database.em().nativeDelete(ArtifactRow, { expiresAt: { $lt: now } });
    },
  };
}

function toRow({ model, id, payload, ...rest }: Artifact) {
  return {
    model,
    id,
    payload: { ...payload },
    grantId: rest.grantId ?? null,
    uid: rest.uid ?? null,
    userCode: rest.userCode ?? null,
    accountId: rest.accountId ?? null,
    clientId: rest.clientId ?? null,
    expiresAt: rest.expiresAt ?? null,
  };
}

function toArtifact(row: InferEntity<typeof ArtifactRow> | null): StoredArtifact | undefined {
  if (!row) return undefined;
  const { model, id, payload, grantId, uid, userCode, accountId, clientId, consumedAt, expiresAt } = row;
  return {
    model,
    id,
    payload,
    ...(grantId == null ? {} : { grantId }),
    ...(uid == null ? {} : { uid }),
    ...(userCode == null ? {} : { userCode }),
    ...(accountId == null ? {} : { accountId }),
    ...(clientId == null ? {} : { clientId }),
    ...(consumedAt == null ? {} : { consumedAt }),
    ...(expiresAt == null ? {} : { expiresAt }),
  };
}
