import { createPostgresClientRepository } from "#adapters/postgres/client-repository.ts";
import { describeClientRepository } from "./client-repository.contract.ts";
import { openTestDatabase } from "./open-test-database.ts";

describeClientRepository("PostgreSQL", async () => {
  const { database, [Symbol.asyncDispose]: close } = await openTestDatabase();
  return { repository: createPostgresClientRepository(database), [Symbol.asyncDispose]: close };
});
