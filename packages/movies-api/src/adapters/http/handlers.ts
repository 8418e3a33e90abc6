import type { Principal } from "@hexmart/auth";
import type { Logger } from "@hexmart/runtime";
import type { UseCases } from "#app/index.ts";
import type { Movie } from "#domain/movie.ts";
import type { SortKey } from "#ports/movie-repository.ts";
import { isKnown, toCondition, toETag } from "./etags.ts";
import { toCaller, toCallerMessage, toChanges, toContent, toMessage } from "./mapper.ts";
import { toPageToken, toPosition } from "./page-token.ts";
import type { Handlers } from "./routes.ts";

const DEFAULT_PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 100;

const sortKeys: Readonly<Record<"title" | "rating" | "release_date", SortKey>> = {
  title: "title",
  rating: "rating",
  release_date: "releaseDate",
};

/** What each operation of the contract answers. */
export function movieHandlers(app: UseCases, logger: Logger): Handlers {
  const logChange = (id: string, change: "created" | "updated" | "deleted", { username }: Principal) =>
    logger.info({ event: "movie.changed", id, change, username }, `${change} a movie`);

  return {
    async listMovies({ query: { genre, owner, page_size, page_token = "", order_by = "title" } }) {
      const [key, direction] = order_by.split(" ") as [keyof typeof sortKeys, string | undefined];
      const selection = { genre, owner, sortBy: sortKeys[key], descending: direction === "desc" };
      const { movies, hasMore } = await app.listMovies({
        ...selection,
        after: toPosition(selection, page_token),
        limit: Math.min(page_size ?? DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE),
      });
      const last = movies.at(-1);
      const nextPageToken = hasMore && last && { nextPageToken: toPageToken(selection, last) };
      return { status: 200, body: { movies: movies.map(toMessage), ...nextPageToken } };
    },

    async createMovie({ body: { id, ...content } }, principal) {
      const movie = await app.createMovie({ id, ...toContent(content) }, toCaller(principal));
      logChange(movie.id, "created", principal);
      const headers = { ETag: toETag(movie.etag), Location: `/v1/movies/${movie.id}` };
      return { status: 201, headers, body: toMessage(movie) };
    },

    async getMovie({ path: { id }, header }) {
      const movie = await app.getMovie(id);
      if (isKnown(movie.etag, header["if-none-match"])) return { status: 304, headers: { ETag: toETag(movie.etag) } };
      return answer(movie);
    },

    async replaceMovie({ path: { id }, header, body }, principal) {
      const update = { id, changes: toContent(body), condition: toCondition(header["if-match"]) };
      const movie = await app.updateMovie(update, toCaller(principal));
      logChange(id, "updated", principal);
      return answer(movie);
    },

    async updateMovie({ path: { id }, header, body }, principal) {
      const update = { id, changes: toChanges(body), condition: toCondition(header["if-match"]) };
      const movie = await app.updateMovie(update, toCaller(principal));
      logChange(id, "updated", principal);
      return answer(movie);
    },

    async deleteMovie({ path: { id }, header }, principal) {
      await app.deleteMovie({ id, condition: toCondition(header["if-match"]) }, toCaller(principal));
      logChange(id, "deleted", principal);
      return { status: 204 } as const;
    },

    async getCaller(_request, principal) {
      return { status: 200, body: toCallerMessage(principal) };
    },
  };
}

function answer(movie: Movie) {
  return { status: 200, headers: { ETag: toETag(movie.etag) }, body: toMessage(movie) } as const;
}
