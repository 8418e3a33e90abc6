import { openDatabase } from "@hexmart/postgres";
import { silentLogger, startRelay, testDatabase } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { createPostgresCartRepository } from "#adapters/postgres/cart-repository.ts";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { entities } from "#adapters/postgres/schema.ts";
import type { Applied } from "#domain/additions.ts";
import { UnavailableError } from "#domain/errors.ts";
import { REQUEST_RETENTION_MS } from "#ports/cart-repository.ts";
import { describeCartRepository } from "./cart-repository.contract.ts";

const open = (url: string) => openDatabase({ url, entities, migrations, logger: silentLogger });

describeCartRepository("PostgreSQL", async (clock) => {
  const { url, [Symbol.asyncDispose]: drop } = await testDatabase();
  const database = await open(url);
  return {
    repository: createPostgresCartRepository(database, clock),
    async [Symbol.asyncDispose]() {
      await database.close();
      await drop();
    },
  };
});

describe("CartRepository (PostgreSQL)", () => {
  it("says that the database is away, and works again when it is back", async () => {
    await using testing = await testDatabase();
    await using relay = await startRelay(testing.url);
    await using database = await open(relay.url);
    const carts = createPostgresCartRepository(database);
    await carts.create("alice", []);

    const nothing = { username: "alice", keys: [], requestIds: [] };

    relay.goDown();

    await expect(carts.find("alice", 1)).rejects.toThrow(UnavailableError);
    await expect(carts.create("bob", [])).rejects.toThrow(UnavailableError);
    await expect(carts.update(nothing, () => ({ result: 0 }))).rejects.toThrow(UnavailableError);

    relay.comeBack();

    expect(await carts.find("alice", 1)).toEqual({ username: "alice", items: [], itemCount: 0, totals: [] });
  });

  it("shows a cart as it was at one moment, whatever is added while it is read", async () => {
    await using testing = await testDatabase();
    await using database = await open(testing.url);
    const carts = createPostgresCartRepository(database);
    await carts.create("alice", []);
    const pool = await database.orm.em.getConnection().getNativeClient();
    const adding = await pool.connect();
    await adding.query("begin; lock table cart_items");

    const found = carts.find("alice", 10);
    const waiting = "select from pg_locks where relation = 'cart_items'::regclass and not granted";
    while ((await pool.query(waiting)).rows.length === 0);
    await adding.query(`
      update carts set item_count = 1;
      insert into cart_items (username, position, product_id, color, product_name, quantity, list_price, discount,
        currency_code) values ('alice', 1, gen_random_uuid(), '', 'Phone', 1, 1, 0, 'USD');
      commit`);
    adding.release();

    expect(await found).toEqual({ username: "alice", items: [], itemCount: 0, totals: [] });
    expect(await carts.find("alice", 10)).toMatchObject({ itemCount: 1, items: [{ productName: "Phone" }] });
  });

  it("removes the requests that it has forgotten, with the next one of the same cart", async () => {
    await using testing = await testDatabase();
    await using database = await open(testing.url);
    let now = Date.parse("2026-01-01T00:00:00Z");
    const carts = createPostgresCartRepository(database, { now: () => now });
    const pool = await database.orm.em.getConnection().getNativeClient();
    const apply = (username: string) => {
      const applied = new Map<string, Applied>([[crypto.randomUUID(), "added"]]);
      return carts.update({ username, keys: [], requestIds: [] }, () => ({ store: { applied }, result: undefined }));
    };
    for (const username of ["alice", "bob"]) await carts.create(username, []);
    for (const username of ["alice", "alice", "bob"]) await apply(username);

    now += REQUEST_RETENTION_MS + 1;
    await apply("alice");

    const { rows } = await pool.query("select username from applied_requests order by username");
    expect(rows).toEqual([{ username: "alice" }, { username: "bob" }]);
  });

  it("has entities with the very columns of the tables; constraints, defaults and indexes are the migrations' own", async () => {
    await using testing = await testDatabase();
    await using database = await open(testing.url);

    const differences = await database.orm.schema.getUpdateSchemaSQL({ wrap: false });

    expect(
      differences
        .split("\n")
        .filter((line) => line !== "" && !/ drop constraint | drop default;$|^drop index /.test(line)),
    ).toEqual([]);
  });
});
