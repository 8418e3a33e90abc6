import { openDatabase } from "@hexmart/postgres";
import { silentLogger, startRelay, testDatabase } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { migrations } from "#adapters/postgres/migrations/index.ts";
import { createPostgresMovieRepository } from "#adapters/postgres/movie-repository.ts";
import { MovieRow } from "#adapters/postgres/schema.ts";
import { UnavailableError } from "#domain/errors.ts";
import type { SortKey } from "#ports/movie-repository.ts";
import { describeMovieRepository } from "./movie-repository.contract.ts";
import { movie } from "./movies.ts";

const open = (url: string) => openDatabase({ url, entities: [MovieRow], migrations, logger: silentLogger });
const page = {
  genre: undefined,
  owner: undefined,
  sortBy: "title",
  descending: false,
  after: undefined,
  limit: 10,
} as const;

describeMovieRepository("PostgreSQL", async () => {
  const { url, [Symbol.asyncDispose]: drop } = await testDatabase();
  const database = await open(url);
  return {
    repository: createPostgresMovieRepository(database),
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
    const repository = createPostgresMovieRepository(database);
    const stored = movie();
    await repository.addMissing([stored]);

    relay.goDown();

    await expect(repository.find(stored.id)).rejects.toBeInstanceOf(UnavailableError);
    await expect(repository.addMissing([stored])).rejects.toBeInstanceOf(UnavailableError);
    await expect(repository.list(page)).rejects.toBeInstanceOf(UnavailableError);
    await expect(repository.replace(stored, stored)).rejects.toBeInstanceOf(UnavailableError);
    await expect(repository.remove(stored)).rejects.toBeInstanceOf(UnavailableError);

    relay.comeBack();

    expect(await repository.find(stored.id)).toEqual(stored);
  });
});

describe("the table of movies", () => {
  it.each(["-0.1", "10.1"])("refuses the rating %s, whoever writes it", async (rating) => {
    await using testing = await testDatabase();
    await using database = await open(testing.url);
    const insert = `insert into movies values (gen_random_uuid(), 'A', 'B', ${rating}, now(), null, 'c', 'd', now(), now())`;

    await expect(database.orm.em.getConnection().execute(insert)).rejects.toThrow("check constraint");
  });

  it.each([
    ["title", "movies_by_title"],
    ["rating", "movies_by_rating"],
    ["releaseDate", "movies_by_release_date"],
  ] as const)(
    "is read by %s from an index, from the place of the last movie onwards",
    async (sortBy: SortKey, index) => {
      await using testing = await testDatabase();
      await using database = await open(testing.url);
      const connection = database.orm.em.getConnection();
      await connection.execute(`
      insert into movies select gen_random_uuid(), 'Movie ' || n, 'Drama', (n % 101) / 10.0, date '1900-01-01' + n, null,
        'alice', 'first', now(), now() from generate_series(1, 20000) n`);
      await connection.execute("analyze movies");
      const sent: { query: string; params?: readonly unknown[] }[] = [];
      Object.assign(database.orm.config.getLogger(), {
        logQuery: (logged: (typeof sent)[number]) => sent.push(logged),
      });
      const after = { id: movie().id, title: "Movie 5", rating: 5, releaseDate: "1930-01-01" };
      await createPostgresMovieRepository(database).list({ ...page, sortBy, descending: true, after });

      const [{ query, params } = { query: "" }] = sent;
      const plan = await connection.execute(`explain ${query}`, [...(params ?? [])]);

      const lines = JSON.stringify(plan);
      expect(lines).toContain(`Index Scan Backward using ${index}`);
      expect(lines).toContain("Index Cond: (ROW(");
      expect(lines).not.toContain("Sort");
    },
  );
});
