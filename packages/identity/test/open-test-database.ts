import { openDatabase } from "@hexmart/postgres";
import { silentLogger, testDatabase } from "@hexmart/testing";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { entities } from "#adapters/postgres/schema.ts";

/** A fresh database with the tables of this service. */
export async function openTestDatabase() {
  const { url, [Symbol.asyncDispose]: drop } = await testDatabase();
  const database = await openDatabase({ url, entities, migrations, logger: silentLogger });
  return {
    url,
    database,
    async [Symbol.asyncDispose]() {
      await database.close();
      await drop();
    },
  };
}
