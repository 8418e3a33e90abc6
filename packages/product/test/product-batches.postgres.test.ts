import { openDatabase } from "@hexmart/postgres";
import { silentLogger, startRelay, testDatabase } from "@hexmart/testing";
import { describe, expect, it, jest } from "@jest/globals";
import { v7 as uuidv7 } from "uuid";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { createPostgresProductRepository } from "#adapters/postgres/product-repository.ts";
import { entities } from "#adapters/postgres/schema.ts";
import { UnavailableError } from "#domain/errors.ts";
import { product } from "./products.ts";

async function openRepository(url: string) {
  const database = await openDatabase({ url, entities, migrations, logger: silentLogger });
  const pool = await database.orm.em.getConnection().getNativeClient();
  return {
    repository: createPostgresProductRepository(database),
    statements: jest.spyOn(pool, "query"),
    [Symbol.asyncDispose]: () => database.close(),
  };
}

describe("products that are asked for one by one, at the same time", () => {
  it("come by one statement, each to whoever asked for it", async () => {
    await using testing = await testDatabase();
    await using opened = await openRepository(testing.url);
    const { repository, statements } = opened;
    const products = Array.from({ length: 50 }, () => product());
    await repository.addMissing(products);
    statements.mockClear();

    const wanted = [...products, ...products.slice(0, 3)];
    const unknown = repository.findByIds([uuidv7()]);
    const found = await Promise.all(wanted.map(({ id }) => repository.findByIds([id])));

    expect(found).toEqual(wanted.map((each) => [each]));
    expect(await unknown).toEqual([]);
    expect(statements).toHaveBeenCalledTimes(1);
  });

  it("are never older than the question", async () => {
    await using testing = await testDatabase();
    await using opened = await openRepository(testing.url);
    const { repository } = opened;
    let stored = product();
    await repository.addMissing([stored]);

    for (let price = 0; price < 20; price += 1) {
      // Asked for before and meanwhile, so that there would be something to serve again.
      const earlier = repository.findByIds([stored.id]);
      const revised = { ...stored, name: `Name ${price}`, etag: `etag ${price}` };
      expect(await repository.replace(stored, revised)).toBe(true);
      expect(await repository.findByIds([stored.id])).toEqual([revised]);
      await earlier;
      stored = revised;
    }
    await repository.remove(stored);

    expect(await repository.findByIds([stored.id])).toEqual([]);
  });

  it("all fail where the database is away, and are found when it is back", async () => {
    await using testing = await testDatabase();
    await using relay = await startRelay(testing.url);
    await using opened = await openRepository(relay.url);
    const { repository } = opened;
    const products = [product(), product()];
    await repository.addMissing(products);

    relay.goDown();
    const failed = await Promise.allSettled(products.map(({ id }) => repository.findByIds([id])));
    relay.comeBack();

    expect(failed.map((each) => each.status === "rejected" && each.reason instanceof UnavailableError)).toEqual([
      true,
      true,
    ]);
    const found = await Promise.all(products.map(({ id }) => repository.findByIds([id])));
    expect(found).toEqual(products.map((each) => [each]));
  });
});
