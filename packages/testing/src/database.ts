import { randomBytes } from "node:crypto";
import process from "node:process";
import { createDatabase, dropDatabase } from "@hexmart/postgres";

export type TestDatabase = { readonly url: string; [Symbol.asyncDispose](): Promise<void> };

/**
 * A fresh, empty database, dropped at the end of the scope even when something is still connected to it. Names are
 * unique, so tests may run in parallel on one server: the one of TEST_DATABASE_URL, which the global set-up
 * `@hexmart/testing/postgres` starts when the variable is unset.
 *
 * ```ts
 * await using testing = await testDatabase();
 * await using database = await openDatabase({ url: testing.url, entities, migrations, logger: silentLogger });
 * ```
 */
export async function testDatabase(name = "test"): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) {
    throw new Error(
      'Cannot create a test database: TEST_DATABASE_URL is not set. Add "globalSetup": "@hexmart/testing/postgres" ' +
        "to the jest configuration of this package, or set the variable to a PostgreSQL server's URL.",
    );
  }
  const unique = `${name}_${randomBytes(6).toString("hex")}`;
  const url = await createDatabase(server, unique);
  return { url, [Symbol.asyncDispose]: () => dropDatabase(server, unique) };
}
