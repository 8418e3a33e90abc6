import { openDatabase } from "@hexmart/postgres";
import { silentLogger, startRelay, testDatabase } from "@hexmart/testing";
import { expect, it } from "@jest/globals";
import { listenToCartChanges } from "#adapters/postgres/cart-changes.ts";
import { createPostgresCartRepository } from "#adapters/postgres/cart-repository.ts";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { entities } from "#adapters/postgres/schema.ts";
import { describeCartChanges } from "./cart-changes.contract.ts";

const open = (url: string) => openDatabase({ url, entities, migrations, logger: silentLogger });

describeCartChanges("PostgreSQL", async () => {
  const { url, [Symbol.asyncDispose]: drop } = await testDatabase();
  const [database, replica] = [await open(url), await open(url)];
  return {
    here: createPostgresCartRepository(database),
    elsewhere: createPostgresCartRepository(replica),
    changes: await listenToCartChanges(database),
    async [Symbol.asyncDispose]() {
      await Promise.all([database.close(), replica.close()]);
      await drop();
    },
  };
});

it("tells that any cart may have changed when it could not hear for a while", async () => {
  await using testing = await testDatabase();
  await using relay = await startRelay(testing.url);
  await using database = await open(relay.url);
  const changes = await listenToCartChanges(database);
  const told = Promise.withResolvers<string | undefined>();
  changes.subscribe(told.resolve);

  relay.goDown();
  relay.comeBack();

  expect(await told.promise).toBeUndefined();
});
