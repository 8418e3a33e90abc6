import { createPostgresArtifactRepository } from "#adapters/postgres/artifact-repository.ts";
import { describeArtifactRepository } from "./artifact-repository.contract.ts";
import { openTestDatabase } from "./open-test-database.ts";

describeArtifactRepository("PostgreSQL", async () => {
  const { database, [Symbol.asyncDispose]: close } = await openTestDatabase();
  return { repository: createPostgresArtifactRepository(database), [Symbol.asyncDispose]: close };
});
