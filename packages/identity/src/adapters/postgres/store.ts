import type { Database } from "@hexmart/postgres";
import type { InferEntity } from "@mikro-orm/core";
import { type Artifact, type ArtifactRepository, SESSION, type Store, type StoredArtifact } from "#ports/store.ts";
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
const INSERT = `
  insert into artifacts (model, id, payload, grant_id, uid, user_code, account_id, client_id, expires_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)
`;
const SAVE = `
  ${INSERT}
  on conflict (model, id) do update
    set payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid, user_code = excluded.user_code,
      account_id = excluded.account_id, client_id = excluded.client_id, expires_at = excluded.expires_at
    where artifacts.consumed_at is null
`;
const ADD_ONCE = `
  ${INSERT}
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
      await database.em().execute(SAVE, valuesOf(artifact));
    },

    async addOnce(artifact, now) {
      const added: unknown[] = await database.em().execute(ADD_ONCE, [...valuesOf(artifact), now]);
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

    async endSession(id, now) {
      await database.em().nativeUpdate(ArtifactRow, { model: SESSION, id }, endedAt(now));
    },

    async removeByGrant(model, grantId) {
      await database.em().nativeDelete(ArtifactRow, { model, grantId });
    },

    async removeByClient(clientId) {
      return database.em().nativeDelete(ArtifactRow, { clientId });
    },

    async endByAccount(accountId, now) {
      const em = database.em();
      const ended = await em.nativeUpdate(ArtifactRow, { accountId, model: SESSION, consumedAt: null }, endedAt(now));
      return ended + (await em.nativeDelete(ArtifactRow, { accountId, model: { $ne: SESSION } }));
    },

    async removeExpired(now) {
      return database.em().nativeDelete(ArtifactRow, { expiresAt: { $lt: now } });
    },
  };
}

const endedAt = (now: Date) => ({ consumedAt: now, uid: null });

function valuesOf({ model, id, payload, grantId, uid, userCode, accountId, clientId, expiresAt }: Artifact): unknown[] {
  const others = [grantId, uid, userCode, accountId, clientId, expiresAt].map((value) => value ?? null);
  return [model, id, JSON.stringify(payload), ...others];
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
