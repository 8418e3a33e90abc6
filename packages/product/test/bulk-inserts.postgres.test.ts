import { openDatabase } from "@hexmart/postgres";
import { silentLogger, startRelay, testDatabase } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { v4 as uuidv4 } from "uuid";
import { createPostgresBulkInserts } from "#adapters/postgres/bulk-inserts.ts";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { createPostgresProductRepository } from "#adapters/postgres/product-repository.ts";
import { entities } from "#adapters/postgres/schema.ts";
import { nothingInserted } from "#domain/bulk-insert.ts";
import { UnavailableError } from "#domain/errors.ts";
import type { NewChunk } from "#ports/bulk-inserts.ts";
import { describeBulkInserts } from "./bulk-inserts.contract.ts";

const open = (url: string) => openDatabase({ url, entities, migrations, logger: silentLogger });

describeBulkInserts("PostgreSQL", async () => {
  const { url, [Symbol.asyncDispose]: drop } = await testDatabase();
  const database = await open(url);
  return {
    products: createPostgresProductRepository(database),
    bulkInserts: createPostgresBulkInserts(database),
    async [Symbol.asyncDispose]() {
      await database.close();
      await drop();
    },
  };
});

const chunk = (expireTime = new Date(Date.now() + 60_000)): NewChunk => ({
  requestId: uuidv4(),
  number: 0,
  digest: "d",
  products: [],
  outcome: () => nothingInserted,
  expireTime,
});

describe("what PostgreSQL remembers of bulk inserts", () => {
  it("is forgotten when its time is over, at least as fast as more comes", async () => {
    await using testing = await testDatabase();
    await using database = await open(testing.url);
    const bulkInserts = createPostgresBulkInserts(database);
    const expired = Array.from({ length: 6 }, () => chunk(new Date(0)));
    const remembered = [chunk(), chunk(), chunk()];
    // One after the other, and each makes room for itself and one more.
    for (const each of [...expired, ...remembered]) await bulkInserts.add(each);

    expect(await Promise.all(expired.map((each) => bulkInserts.find(each)))).toEqual(expired.map(() => undefined));
    expect(await Promise.all(remembered.map((each) => bulkInserts.find(each)))).toEqual(
      remembered.map(() => ({ digest: "d", outcome: nothingInserted })),
    );
  });
});

describe("a PostgreSQL that goes away", () => {
  it("is an UnavailableError, and no other, until it is back", async () => {
    await using testing = await testDatabase();
    await using relay = await startRelay(testing.url);
    await using database = await open(relay.url);
    const bulkInserts = createPostgresBulkInserts(database);
    await bulkInserts.add(chunk());

    relay.goDown();

    await expect(bulkInserts.find(chunk())).rejects.toBeInstanceOf(UnavailableError);
    await expect(bulkInserts.add(chunk())).rejects.toBeInstanceOf(UnavailableError);

    relay.comeBack();

    expect(await bulkInserts.add(chunk())).toEqual({ digest: "d", outcome: nothingInserted });
  });
});
