import { openDatabase } from "@hexmart/postgres";
import { silentLogger, testDatabase } from "@hexmart/testing";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { entities } from "#adapters/postgres/schema.ts";
import { createPostgresSigningKeys, listenToSigningKeys } from "#adapters/postgres/signing-keys.ts";
import { describeSigningKeys } from "./signing-keys.contract.ts";

describeSigningKeys("PostgreSQL", async () => {
  const { url, [Symbol.asyncDispose]: drop } = await testDatabase();
  const database = await openDatabase({ url, entities, migrations, logger: silentLogger });
  return {
    repository: createPostgresSigningKeys(database),
    changes: await listenToSigningKeys(database),
    async [Symbol.asyncDispose]() {
      await database.close();
      await drop();
    },
  };
});
