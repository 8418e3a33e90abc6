import type { Database } from "@hexmart/postgres";
import type { SigningKey } from "#domain/signing-key.ts";
import type { SigningKeyRepository } from "#ports/signing-key-repository.ts";
import { SigningKeyRow } from "./schema.ts";

// Without a conflict target, so that the index of the one active key counts as well.
const ADD = "insert into signing_keys (kid, private_jwk, created_at) values (?, ?, ?) on conflict do nothing";

export function createPostgresSigningKeyRepository(database: Database): SigningKeyRepository {
  async function findActive(): Promise<SigningKey | undefined> {
    const row = await database.em().findOne(SigningKeyRow, { retiredAt: null });
    return row ? { kid: row.kid, privateJwk: row.privateJwk, createdAt: row.createdAt } : undefined;
  }

  return {
    findActive,

    async addUnlessActive(key) {
      await database.em().execute(ADD, [key.kid, JSON.stringify(key.privateJwk), key.createdAt]);
      const active = await findActive();
      if (!active) throw new Error(`Cannot add signing key "${key.kid}": it has been retired meanwhile`);
      return active;
    },
  };
}
