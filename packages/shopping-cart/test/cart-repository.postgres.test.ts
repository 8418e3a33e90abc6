import { openDatabase } from "@hexmart/postgres";
import { silentLogger, testDatabase } from "@hexmart/testing";
import { createPostgresCartRepository } from "#adapters/postgres/cart-repository.ts";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { entities } from "#adapters/postgres/schema.ts";
import { describeCartRepository } from "./cart-repository.contract.ts";

describeCartRepository("PostgreSQL", async (clock) => {
  const { url, [Symbol.asyncDispose]: drop } = await testDatabase();
  const database = await openDatabase({ url, entities, migrations, logger: silentLogger });
  return {
    repository: createPostgresCartRepository(database, clock),
    async [Symbol.asyncDispose]() {
      await database.close();
      await drop();
    },
  };
});
