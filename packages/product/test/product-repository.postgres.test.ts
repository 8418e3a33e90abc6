import { openDatabase } from "@hexmart/postgres";
import { silentLogger, testDatabase } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { createPostgresProductRepository } from "#adapters/postgres/product-repository.ts";
import { ProductRow } from "#adapters/postgres/schema.ts";
import { describeProductRepository } from "./product-repository.contract.ts";

async function openEmpty() {
  const { url, [Symbol.asyncDispose]: drop } = await testDatabase();
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

describeProductRepository("PostgreSQL", openEmpty);

describe("the table of products", () => {
  it("is what the entity says it is", async () => {
    await using opened = await openEmpty();

    expect(await opened.database.orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe("");
  });
});
