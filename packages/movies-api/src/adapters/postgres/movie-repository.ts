import { askDatabase, type Database } from "@hexmart/postgres";
import { UnavailableError } from "#domain/errors.ts";
import type { MovieRepository, SortKey } from "#ports/movie-repository.ts";
import { MovieRow, toMovie, toRow } from "./schema.ts";

type EntityManager = ReturnType<Database["em"]>;

const columns: Readonly<Record<SortKey, string>> = { title: "title", rating: "rating", releaseDate: "release_date" };

export function createPostgresMovieRepository(database: Database): MovieRepository {
  /** A database that is away is not a bug: the caller may ask again. */
  const ask = <Answer>(question: (em: EntityManager) => Promise<Answer>): Promise<Answer> =>
    askDatabase(UnavailableError, () => question(database.em()));

  return {
    async find(id) {
      const row = await ask((em) => em.findOne(MovieRow, { id }));
      return row ? toMovie(row) : undefined;
    },

    async list({ genre, owner, sortBy, descending, after, limit }) {
      const filter = { ...(genre !== undefined && { genre }), ...(owner !== undefined && { owner }) };
      const direction = descending ? "desc" : "asc";
      const rows = await ask((em) => {
        const list = em
          .createQueryBuilder(MovieRow, "m")
          .where(filter)
          .orderBy([{ [sortBy]: direction }, { id: direction }])
          .limit(limit);
        // Rows are compared, sort key first: PostgreSQL goes on in the index from the place of the last one.
        const behind = `(m.${columns[sortBy]}, m.id) ${descending ? "<" : ">"} (?, ?)`;
        return (after ? list.andWhere(behind, [after[sortBy], after.id]) : list).getResultList();
      });
      return rows.map(toMovie);
    },

    async addMissing(movies) {
      const { affectedRows } = await ask((em) =>
        em.createQueryBuilder(MovieRow).insert(movies.map(toRow)).onConflict("id").ignore().execute("run"),
      );
      return affectedRows;
    },

    async replace({ id, etag }, revised) {
      return (await ask((em) => em.nativeUpdate(MovieRow, { id, etag }, toRow(revised)))) === 1;
    },

    async remove({ id, etag }) {
      return (await ask((em) => em.nativeDelete(MovieRow, { id, etag }))) === 1;
    },
  };
}
