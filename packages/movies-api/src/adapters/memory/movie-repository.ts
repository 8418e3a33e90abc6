import { Buffer } from "node:buffer";
import type { Movie } from "#domain/movie.ts";
import type { MoviePosition, MovieRepository, SortKey } from "#ports/movie-repository.ts";

/** Keeps movies in this process: for tests, and for a service that needs no database. */
export function createMemoryMovieRepository(): MovieRepository {
  const byId = new Map<string, Movie>();
  return {
    async find(id) {
      return byId.get(id);
    },

    async list({ genre, owner, sortBy, descending, after, limit }) {
      const sign = descending ? -1 : 1;
      const order = (a: MoviePosition, b: MoviePosition) => sign * compare(a, b, sortBy);
      return [...byId.values()]
        .filter((movie) => genre === undefined || movie.genre === genre)
        .filter((movie) => owner === undefined || movie.owner === owner)
        .filter((movie) => after === undefined || order(movie, after) > 0)
        .toSorted(order)
        .slice(0, limit);
    },

    async addMissing(movies) {
      const sizeBefore = byId.size;
      for (const movie of movies) {
        if (!byId.has(movie.id)) byId.set(movie.id, movie);
      }
      return byId.size - sizeBefore;
    },

    async replace(stored, revised) {
      const unchanged = byId.get(stored.id)?.etag === stored.etag;
      if (unchanged) byId.set(revised.id, revised);
      return unchanged;
    },

    async remove({ id, etag }) {
      return byId.get(id)?.etag === etag && byId.delete(id);
    },
  };
}

function compare(a: MoviePosition, b: MoviePosition, sortBy: SortKey): number {
  const first = sortBy === "rating" ? a.rating - b.rating : compareText(a[sortBy], b[sortBy]);
  return first || compareText(a.id, b.id);
}

/** By code points, as PostgreSQL does with collation "C"; `<` would compare halves of characters. */
function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
