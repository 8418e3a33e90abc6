import { createPostgresSigningKeyRepository } from "#adapters/postgres/signing-key-repository.ts";
import { openTestDatabase } from "./open-test-database.ts";
import { describeSigningKeyRepository } from "./signing-key-repository.contract.ts";

describeSigningKeyRepository("PostgreSQL", async () => {
  const { database, [Symbol.asyncDispose]: close } = await openTestDatabase();
  return { repository: createPostgresSigningKeyRepository(database), [Symbol.asyncDispose]: close };
});
