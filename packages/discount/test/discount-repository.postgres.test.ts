import { openDatabase } from "@hexmart/postgres";
import { silentLogger, startRelay, testDatabase } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { createPostgresDiscountRepository } from "#adapters/postgres/discount-repository.ts";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { DiscountRow } from "#adapters/postgres/schema.ts";
import { discountFrom } from "#domain/discount.ts";
import { UnavailableError } from "#domain/errors.ts";
import { seeds } from "#domain/seeds.ts";
import { describeDiscountRepository } from "./discount-repository.contract.ts";

const open = (url: string) => openDatabase({ url, entities: [DiscountRow], migrations, logger: silentLogger });

// #region open
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
// #endregion open

const discounts = seeds.map((seed) => discountFrom(seed, { now: new Date(0), etag: "first" }));

describe("a PostgreSQL that goes away", () => {
  it("is an UnavailableError, and no other, until it is back", async () => {
    await using testing = await testDatabase();
    await using relay = await startRelay(testing.url);
    await using database = await open(relay.url);
    const repository = createPostgresDiscountRepository(database);
    const firstPage = { after: "", state: undefined, time: new Date(0), limit: 10 };
    await repository.addMissing(discounts);
    const [discount] = await repository.list(firstPage);
    if (discount === undefined) throw new Error("nothing was added");

    relay.goDown();

    await expect(repository.findByCodes(["CODE_100"])).rejects.toBeInstanceOf(UnavailableError);
    await expect(repository.addMissing(discounts)).rejects.toBeInstanceOf(UnavailableError);
    await expect(repository.list(firstPage)).rejects.toBeInstanceOf(UnavailableError);
    await expect(repository.replace(discount, discount)).rejects.toBeInstanceOf(UnavailableError);
    await expect(repository.remove(discount)).rejects.toBeInstanceOf(UnavailableError);

    relay.comeBack();

    expect(await repository.findByCodes(["CODE_100"])).toHaveLength(1);
  });
});

describe("the table of discounts", () => {
  it("still takes what a replica of the release before adds, and gives it an etag and its times", async () => {
    await using testing = await testDatabase();
    await using database = await open(testing.url);
    const execute = (sql: string) => database.orm.em.getConnection().execute(sql);
    await execute("insert into discounts (code, amount_off, currency_code) values ('OLD', 10, 'USD')");

    const [discount] = await createPostgresDiscountRepository(database).findByCodes(["OLD"]);

    expect(discount).toMatchObject({ code: "OLD", reduction: { kind: "amountOff" }, startTime: undefined });
    expect(discount?.etag).toMatch(/./);
    expect(discount?.updateTime).toEqual(discount?.createTime);
  });

  it.each([
    ["no reduction", "code", "'NONE'"],
    ["two reductions", "code, amount_off, currency_code, basis_points_off", "'TWO', 10, 'USD', 1000"],
    ["an amount without a currency", "code, amount_off", "'BARE', 10"],
    ["more than all of the price", "code, basis_points_off", "'MORE', 10001"],
    ["an end before its start", "code, basis_points_off, start_time, end_time", "'NEVER', 1, now(), now()"],
  ])("refuses a discount with %s, whoever writes it", async (_what, columns, values) => {
    await using testing = await testDatabase();
    await using database = await open(testing.url);
    const insert = `insert into discounts (${columns}) values (${values})`;

    await expect(database.orm.em.getConnection().execute(insert)).rejects.toThrow("check constraint");
  });
});
