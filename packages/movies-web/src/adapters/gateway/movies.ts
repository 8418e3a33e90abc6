import type { components } from "@hexmart/contracts/openapi/movies.v1";
import type { Movie } from "#domain/movie.ts";
import type { Movies } from "#ports/movies.ts";
import { type Ask, jsonOf } from "./ask.ts";

type MovieMessage = components["schemas"]["Movie"];
type PageMessage = components["schemas"]["MoviePage"];

const PAGE_SIZE = "12";

/** Movies, as the gateway has them at /movies: REST by the OpenAPI document of the movies API. */
export function createMovies(ask: Ask): Movies {
  const pathOf = (id: string) => `/movies/${encodeURIComponent(id)}`;
  const read = async (response: Response) => toMovie((await jsonOf(response)) as MovieMessage);
  return {
    async list(token, { genre, orderBy, pageToken }) {
      const query = new URLSearchParams({ page_size: PAGE_SIZE, order_by: orderBy });
      if (genre !== undefined) query.set("genre", genre);
      if (pageToken !== undefined) query.set("page_token", pageToken);
      const page = (await jsonOf(await ask({ token, path: `/movies?${query}` }))) as PageMessage;
      return { movies: page.movies.map(toMovie), nextPageToken: page.nextPageToken };
    },
    get: async (token, id) => read(await ask({ token, path: pathOf(id) })),
    create: async (token, id, content) =>
      read(await ask({ token, method: "POST", path: "/movies", body: { id, ...content } })),
    replace: async (token, { id, etag }, content) =>
      read(await ask({ token, method: "PUT", path: pathOf(id), headers: ifMatch(etag), body: content })),
    async delete(token, { id, etag }) {
      await ask({ token, method: "DELETE", path: pathOf(id), headers: ifMatch(etag) });
    },
  };
}

const ifMatch = (etag: string) => ({ "if-match": `"${etag.replaceAll('"', "")}"` });

function toMovie({ createTime: _, updateTime, imageUrl, ...kept }: MovieMessage): Movie {
  return { ...kept, imageUrl, updateTime: new Date(updateTime) };
}
