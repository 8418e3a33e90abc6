import { openDatabase } from "@hexmart/postgres";
import { silentLogger, testDatabase } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { createPostgresProductRepository } from "#adapters/postgres/product-repository.ts";
import { ProductRow } from "#adapters/postgres/schema.ts";
import { UnavailableError } from "#ports/product-repository.ts";
import { layCable } from "./cable.ts";
import { describeProductRepository } from "./product-repository.contract.ts";

async function openEmpty(through: (url: string) => string = String) {
  const { url: direct, [Symbol.asyncDispose]: drop } = await testDatabase();
  const url = through(direct);
  const database = await openDatabase({ url, entities: [ProductRow], migrations, logger: silentLogger });
  return {
    database,
    repository: createPostgresProductRepository(database),
    async [Symbol.asyncDispose]() {
      await database.close();
      await drop();
    },
  };
}

describeProductRepository("PostgreSQL", () => openEmpty());

describe("a PostgreSQL that goes away", () => {
  it("is an UnavailableError, and no other, until it is back", async () => {
    await using cable = await layCable();
    await using opened = await openEmpty(cable.through);
    await opened.repository.addMissing([]);

    cable.cut();

    await expect(opened.repository.findByIds([])).rejects.toBeInstanceOf(UnavailableError);
    await expect(opened.repository.addMissing([])).rejects.toBeInstanceOf(UnavailableError);

    cable.mend();

    expect(await opened.repository.addMissing([])).toBe(0);
  });
});

describe("the table of products", () => {
  it("is what the entity says it is", async () => {
    await using opened = await openEmpty();

    expect(await opened.database.orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe("");
  });
});
