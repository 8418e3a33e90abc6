import { openDatabase } from "@hexmart/postgres";
import { silentLogger, startRelay, testDatabase } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { createPostgresProductRepository } from "#adapters/postgres/product-repository.ts";
import { ProductRow } from "#adapters/postgres/schema.ts";
import { UnavailableError } from "#domain/errors.ts";
import { describeProductRepository } from "./product-repository.contract.ts";

const open = (url: string) => openDatabase({ url, entities: [ProductRow], migrations, logger: silentLogger });

describeProductRepository("PostgreSQL", async () => {
  const { url, [Symbol.asyncDispose]: drop } = await testDatabase();
  const database = await open(url);
  return {
    repository: createPostgresProductRepository(database),
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
    const repository = createPostgresProductRepository(database);
    await repository.addMissing([]);

    relay.goDown();

    await expect(repository.findByIds([])).rejects.toBeInstanceOf(UnavailableError);
    await expect(repository.addMissing([])).rejects.toBeInstanceOf(UnavailableError);

    relay.comeBack();

    expect(await repository.addMissing([])).toBe(0);
  });
});

describe("the table of products", () => {
  it("is what the entity says it is", async () => {
    await using testing = await testDatabase();
    await using database = await open(testing.url);

    expect(await database.orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe("");
  });
});
