import process from "node:process";
import { openDatabase } from "@hexmart/postgres";
import { describe, expect, it } from "@jest/globals";
import { silentLogger, testDatabase } from "../src/index.ts";

const logger = silentLogger;

describe("testDatabase()", () => {
  it("gives every caller an empty database of its own, and drops it even while it is in use", async () => {
    const first = await testDatabase("shop");
    await using second = await testDatabase("shop");
    expect(first.url).not.toBe(second.url);
    expect(new URL(first.url).pathname).toMatch(/^\/shop_[0-9a-f]{12}$/);

    await using database = await openDatabase({ url: first.url, entities: [], migrations: [], logger });
    await database.ping();
    await first[Symbol.asyncDispose]();

    await expect(openDatabase({ url: first.url, entities: [], migrations: [], logger })).rejects.toThrow(
      /there is no database "shop_/,
    );
  });

  it("says what to configure when there is no server", async () => {
    const url = process.env.TEST_DATABASE_URL;
    delete process.env.TEST_DATABASE_URL;
    try {
      await expect(testDatabase()).rejects.toThrow('"globalSetup": "@hexmart/testing/postgres"');
    } finally {
      process.env.TEST_DATABASE_URL = url;
    }
  });
});
