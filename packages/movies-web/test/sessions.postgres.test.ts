import { openDatabase } from "@hexmart/postgres";
import { silentLogger, startRelay, testDatabase } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { createPostgresLoginAttempts } from "#adapters/postgres/login-attempts.ts";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { LoginAttemptRow, SessionRow, UsedTokenRow } from "#adapters/postgres/schema.ts";
import { createPostgresSessions } from "#adapters/postgres/sessions.ts";
import { createPostgresUsedTokens } from "#adapters/postgres/used-tokens.ts";
import { UnavailableError } from "#domain/errors.ts";
import { describeStores, session } from "./sessions.contract.ts";

const entities = [SessionRow, LoginAttemptRow, UsedTokenRow];
const open = (url: string) => openDatabase({ url, entities, migrations, logger: silentLogger });

describeStores("PostgreSQL", async () => {
  const { url, [Symbol.asyncDispose]: drop } = await testDatabase();
  const database = await open(url);
  return {
    sessions: createPostgresSessions(database),
    attempts: createPostgresLoginAttempts(database),
    usedTokens: createPostgresUsedTokens(database),
    async [Symbol.asyncDispose]() {
      await database.close();
      await drop();
    },
  };
});

describe("a PostgreSQL that goes away", () => {
  it("is an UnavailableError, until it is back", async () => {
    await using testing = await testDatabase();
    await using relay = await startRelay(testing.url);
    await using database = await open(relay.url);
    const sessions = createPostgresSessions(database);
    const one = session();
    await sessions.add(one);
    relay.goDown();
    await expect(sessions.find(one.id)).rejects.toBeInstanceOf(UnavailableError);
    await expect(sessions.renew(one.id, async () => undefined)).rejects.toBeInstanceOf(UnavailableError);
    relay.comeBack();
    expect(await sessions.find(one.id)).toEqual(one);
  });
});
