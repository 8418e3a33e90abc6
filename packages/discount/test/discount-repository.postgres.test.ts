import { openDatabase } from "@hexmart/postgres";
import { silentLogger, testDatabase } from "@hexmart/testing";
import { createPostgresDiscountRepository } from "#adapters/postgres/discount-repository.ts";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { DiscountRow } from "#adapters/postgres/schema.ts";
import { describeDiscountRepository } from "./discount-repository.contract.ts";

describeDiscountRepository("PostgreSQL", async () => {
  const { url, [Symbol.asyncDispose]: drop } = await testDatabase();
  const database = await openDatabase({ url, entities: [DiscountRow], migrations, logger: silentLogger });
  return {
    repository: createPostgresDiscountRepository(database),
    async [Symbol.asyncDispose]() {
      await database.close();
      await drop();
    },
  };
});
