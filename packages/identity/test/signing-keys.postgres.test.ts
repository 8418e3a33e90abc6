import { openDatabase } from "@hexmart/postgres";
import { silentLogger, testDatabase } from "@hexmart/testing";
import { expect, it } from "@jest/globals";
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

it("a key of before there were states goes on signing", async () => {
  await using database = await testDatabase();
  const open = { url: database.url, entities, logger: silentLogger };
  {
    await using before = await openDatabase({ ...open, migrations: migrations.slice(0, 2) });
    await before
      .em()
      .execute("insert into signing_keys (kid, private_jwk, created_at) values ('old', '{}', '2030-01-01Z')");
  }
  await using after = await openDatabase({ ...open, migrations });
  const createdAt = new Date("2030-01-01T00:00:00Z");
  expect(await createPostgresSigningKeys(after).list()).toEqual([
    { kid: "old", privateJwk: {}, createdAt, state: "active", activatedAt: createdAt },
  ]);
});
