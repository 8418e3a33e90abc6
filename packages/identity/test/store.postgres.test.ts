import { openDatabase } from "@hexmart/postgres";
import { silentLogger, testDatabase } from "@hexmart/testing";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { entities } from "#adapters/postgres/schema.ts";
import { createPostgresStore } from "#adapters/postgres/store.ts";
import { describeStore } from "./store.contract.ts";

describeStore("PostgreSQL", async () => {
  const { url, [Symbol.asyncDispose]: drop } = await testDatabase();
  const database = await openDatabase({ url, entities, migrations, logger: silentLogger });
  return {
    store: createPostgresStore(database),
    async [Symbol.asyncDispose]() {
      await database.close();
      await drop();
    },
  };
});
