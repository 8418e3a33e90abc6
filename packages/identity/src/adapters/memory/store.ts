import {
  type ArtifactKey,
  type ArtifactRepository,
  type ClientRepository,
  type RegisteredClient,
  SESSION,
  type Store,
  type StoredArtifact,
} from "#ports/store.ts";
import { createAccounts, createLoginAttempts } from "./accounts.ts";
import { createMemorySigningKeys } from "./signing-keys.ts";

/** Keeps everything in this process: for tests, and for a single issuer that may forget. */
export const createMemoryStore = (): Store => ({
  artifacts: createArtifacts(),
  clients: createClients(),
  signingKeys: createMemorySigningKeys(),
  accounts: createAccounts(),
  loginAttempts: createLoginAttempts(),
});

function createArtifacts(): ArtifactRepository {
  const artifacts = new Map<string, StoredArtifact>();
  const nameOf = ({ model, id }: ArtifactKey) => `${model}:${id}`;
  const firstOf = (matches: (artifact: StoredArtifact) => boolean) => artifacts.values().find(matches);
  const removeWhere = (matches: (artifact: StoredArtifact) => boolean): number => {
    const removed = [...artifacts.values()].filter(matches);
    for (const artifact of removed) artifacts.delete(nameOf(artifact));
    return removed.length;
  };
  const end = ({ uid: _, ...session }: StoredArtifact, now: Date) =>
    artifacts.set(nameOf(session), { ...session, consumedAt: now });
  const hasExpired = ({ expiresAt }: StoredArtifact, now: Date) => expiresAt !== undefined && expiresAt < now;

  return {
    async save(artifact) {
      if (!artifacts.get(nameOf(artifact))?.consumedAt) artifacts.set(nameOf(artifact), artifact);
    },
    async addOnce(artifact, now) {
      const present = artifacts.get(nameOf(artifact));
      if (present && !hasExpired(present, now)) return false;
      artifacts.set(nameOf(artifact), artifact);
      return true;
    },
    async find(key) {
      return artifacts.get(nameOf(key));
    },
    async findByUid(model, uid) {
      return firstOf((artifact) => artifact.model === model && artifact.uid === uid);
    },
    async findByUserCode(model, userCode) {
      return firstOf((artifact) => artifact.model === model && artifact.userCode === userCode);
    },
    async findByAccount(model, accountId, now) {
      return [...artifacts.values()].filter(
        (artifact) => artifact.model === model && artifact.accountId === accountId && !hasExpired(artifact, now),
      );
    },
    async consume(key, now) {
      const present = artifacts.get(nameOf(key));
      if (!present || present.consumedAt) return false;
      artifacts.set(nameOf(key), { ...present, consumedAt: now });
      return true;
    },
    async remove(key) {
      artifacts.delete(nameOf(key));
    },
    async endSession(id, now) {
      const session = artifacts.get(nameOf({ model: SESSION, id }));
      if (session) end(session, now);
    },
    async removeByGrant(model, grantId) {
      removeWhere((artifact) => artifact.model === model && artifact.grantId === grantId);
    },
    async removeByClient(clientId) {
      return removeWhere((artifact) => artifact.clientId === clientId);
    },
    async endByAccount(accountId, now) {
      const sessions = [...artifacts.values()].filter(
        (artifact) => artifact.model === SESSION && artifact.accountId === accountId && !artifact.consumedAt,
      );
      for (const session of sessions) end(session, now);
      const removed = removeWhere((artifact) => artifact.model !== SESSION && artifact.accountId === accountId);
      return sessions.length + removed;
    },
    async removeExpired(now) {
      return removeWhere((artifact) => hasExpired(artifact, now));
    },
  };
}

function createClients(): ClientRepository {
  const byId = new Map<string, RegisteredClient>();
  return {
    async save(clients) {
      for (const client of clients) {
        byId.set(client.clientId, { client, disabled: byId.get(client.clientId)?.disabled ?? false });
      }
    },
    async add(client) {
      if (byId.has(client.clientId)) return false;
      byId.set(client.clientId, { client, disabled: false });
      return true;
    },
    async find(clientId) {
      const found = byId.get(clientId);
      return found?.disabled ? undefined : found?.client;
    },
    async list({ after = "", limit }) {
      const ordered = [...byId.values()].toSorted((a, b) => (a.client.clientId < b.client.clientId ? -1 : 1));
      return ordered.filter(({ client }) => client.clientId > after).slice(0, limit);
    },
    async setDisabled(clientId, disabled) {
      const found = byId.get(clientId);
      if (found) byId.set(clientId, { ...found, disabled });
      return found !== undefined;
    },
  };
}
