import { openDatabase } from "@hexmart/postgres";
import { silentLogger, startRelay, testDatabase } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { createPostgresDiscountRepository } from "#adapters/postgres/discount-repository.ts";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { DiscountRow } from "#adapters/postgres/schema.ts";
import { UnavailableError } from "#domain/errors.ts";
import { seeds } from "#domain/seeds.ts";
import { describeDiscountRepository } from "./discount-repository.contract.ts";

const open = (url: string) => openDatabase({ url, entities: [DiscountRow], migrations, logger: silentLogger });

describeDiscountRepository("PostgreSQL", async () => {
  const { url, [Symbol.asyncDispose]: drop } = await testDatabase();
  const database = await open(url);
  return {
    repository: createPostgresDiscountRepository(database),
    async [Symbol.asyncDispose]() {
      await database.close();
      await drop();
    },
  };
});

describe("a PostgreSQL that goes away", () => {
  it("is an UnavailableError, and no other, until it is back", async () => {
    await using testing = await testDatabase();
    await using relay = await startRelay(testing.url);
    await using database = await open(relay.url);
    const repository = createPostgresDiscountRepository(database);
    await repository.addMissing(seeds);

    relay.goDown();

    await expect(repository.findByCodes(["CODE_100"])).rejects.toBeInstanceOf(UnavailableError);
    await expect(repository.addMissing(seeds)).rejects.toBeInstanceOf(UnavailableError);

    relay.comeBack();

    expect(await repository.findByCodes(["CODE_100"])).toHaveLength(1);
  });
});
