import type { Client } from "#domain/client.ts";
import type { ArtifactKey, ArtifactRepository, ClientRepository, Store, StoredArtifact } from "#ports/store.ts";
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
  const hasExpired = ({ expiresAt }: StoredArtifact, now: Date) => expiresAt !== undefined && expiresAt < now;

  return {
    async save(artifact) {
      const consumedAt = artifacts.get(nameOf(artifact))?.consumedAt;
      artifacts.set(nameOf(artifact), { ...artifact, ...(consumedAt ? { consumedAt } : {}) });
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
    async consume(key, now) {
      const present = artifacts.get(nameOf(key));
      if (!present || present.consumedAt) return false;
      artifacts.set(nameOf(key), { ...present, consumedAt: now });
      return true;
    },
    async remove(key) {
      artifacts.delete(nameOf(key));
    },
    async removeByGrant(model, grantId) {
      removeWhere((artifact) => artifact.model === model && artifact.grantId === grantId);
    },
    async removeExpired(now) {
      return removeWhere((artifact) => hasExpired(artifact, now));
    },
  };
}

function createClients(): ClientRepository {
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
