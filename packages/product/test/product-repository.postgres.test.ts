import { execFile } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { money } from "@hexmart/money";
import { openDatabase } from "@hexmart/postgres";
import { silentLogger, startRelay, testDatabase } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { v7 as uuidv7 } from "uuid";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { createPostgresProductRepository } from "#adapters/postgres/product-repository.ts";
import { entities } from "#adapters/postgres/schema.ts";
import { UnavailableError } from "#domain/errors.ts";
import type { Product } from "#domain/product.ts";
import { describeProductRepository } from "./product-repository.contract.ts";

const phone = (n: number): Product => ({
  id: `0197f000-0000-7000-8000-${String(n).padStart(12, "0")}`,
  name: `Phone ${n}`,
  description: "",
  price: money("USD", "699"),
  status: "inStock",
  etag: "first",
  createTime: new Date("2026-07-01T12:00:00Z"),
  updateTime: new Date("2026-07-01T12:00:00Z"),
});

const open = (url: string) => openDatabase({ url, entities, migrations, logger: silentLogger });

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

describe("a stream from PostgreSQL", () => {
  it("reads one page ahead of the one that is asked for, never the whole table", async () => {
    await using testing = await testDatabase();
    await using database = await open(testing.url);
    const repository = createPostgresProductRepository(database);
    const { signal } = new AbortController();
    const phones = Array.from({ length: 25 }, (_, n) => phone(n));
    await repository.addMissing(phones.slice(0, 24));

    // Ten chunks are a page.
    const chunks = repository.stream({ order: "oldestFirst", chunkSize: 1, signal })[Symbol.asyncIterator]();
    const first = await chunks.next();
    await repository.addMissing(phones.slice(24));
    const others = await Array.fromAsync({ [Symbol.asyncIterator]: () => chunks });

    // What was stored when the first page had been read is in the third one, so that was not read before.
    expect([first.value, ...others]).toEqual(phones.map((each) => [each]));
  });

  it("tells that a page could not be read when its turn comes, and never as an unhandled rejection", async () => {
    await using testing = await testDatabase();
    {
      await using database = await open(testing.url);
      const phones = Array.from({ length: 20 }, (_, n) => phone(n));
      await createPostgresProductRepository(database).addMissing(phones);
      await database.orm.em.getConnection().execute(`
        create function broken(id uuid, name text) returns text stable language plpgsql as
          $$ begin if id = '${phones.at(-1)?.id}' then raise 'broken'; end if; return name; end $$;
        alter table products rename to stored;
        create view products as select id, broken(id, name) as name, description, price, currency_code, status,
          create_time, update_time, etag from stored`);
    }

    // In a process of its own, which an unhandled rejection ends.
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--disable-warning=ExperimentalWarning",
      fileURLToPath(new URL("fixtures/read-slowly.ts", import.meta.url)),
      testing.url,
    ]);

    expect(stdout).toBe("10 chunks, then: broken\n");
  });
});

describe("a PostgreSQL that goes away", () => {
  it("is an UnavailableError, and no other, until it is back", async () => {
    await using testing = await testDatabase();
    await using relay = await startRelay(testing.url);
    await using database = await open(relay.url);
    const repository = createPostgresProductRepository(database);
    await repository.addMissing([]);
    const one = phone(1);
    const request = { id: one.id, content: "", productId: one.id, time: new Date(0) };
    const first = { status: undefined, sortBy: "name", descending: false, after: undefined, limit: 1 } as const;
    const { signal } = new AbortController();

    relay.goDown();

    const stream = repository.stream({ order: "oldestFirst", chunkSize: 1, signal })[Symbol.asyncIterator]();
    for (const answer of [
      () => repository.findByIds([]),
      () => repository.list(first),
      () => stream.next(),
      () => repository.addMissing([]),
      () => repository.addRequested(one, request, new Date(0)),
      () => repository.findRequest(one.id, new Date(0)),
      () => repository.replace(one, one),
      () => repository.remove(one),
    ]) {
      await expect(answer()).rejects.toBeInstanceOf(UnavailableError);
    }

    relay.comeBack();

    expect(await repository.addMissing([])).toBe(0);
  });
});

describe("the table of products", () => {
  it("keeps what the release before has stored, and takes what it adds while it runs on", async () => {
    await using testing = await testDatabase();
    const insert = `insert into products (id, name, description, price, currency_code, status, create_time)
      values ('${uuidv7()}', 'Old', '', 9.5, 'USD', 'low', '2026-07-01T12:00:00.1234Z')`;
    {
      await using before = await openDatabase({
        url: testing.url,
        entities: [],
        migrations: migrations.slice(0, 1),
        logger: silentLogger,
      });
      await before.orm.em.getConnection().execute(insert);
    }
    await using database = await open(testing.url);
    await database.orm.em.getConnection().execute(insert.replace(/'[0-9a-f-]{36}'/, `'${uuidv7()}'`));

    const query = { status: undefined, sortBy: "createTime", descending: false, after: undefined, limit: 9 } as const;
    const [stored, added] = await createPostgresProductRepository(database).list(query);

    const createTime = new Date("2026-07-01T12:00:00.123Z");
    expect(stored).toMatchObject({ name: "Old", price: money("USD", "9.5"), createTime, updateTime: createTime });
    expect(added).toMatchObject({ name: "Old", createTime });
    expect(stored?.etag).toMatch(/^[0-9a-f-]{36}$/);
    expect(added?.etag).not.toBe(stored?.etag);
  });

  it("is what the entity says it is", async () => {
    await using testing = await testDatabase();
    await using database = await open(testing.url);

    expect(await database.orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe("");
  });
});
