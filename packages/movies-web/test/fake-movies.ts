import { randomUUID } from "node:crypto";
import { document } from "@hexmart/contracts/openapi/movies.v1";
import { Ajv2020 } from "ajv/dist/2020.js";

type StoredMovie = Record<string, unknown> & { id: string; owner: string; etag: string; title: string; genre: string };
export type Caller = { readonly username: string; readonly admin: boolean };

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).addSchema(document, "document");
const checks = {
  POST: ajv.compile({ $ref: "document#/components/schemas/NewMovie" }),
  PUT: ajv.compile({ $ref: "document#/components/schemas/MovieContent" }),
};

const movie = (
  id: number,
  title: string,
  genre: string,
  rating: number,
  releaseDate: string,
  owner: string,
): StoredMovie => ({
  id: `01900000-0000-7000-8000-${String(id).padStart(12, "0")}`,
  ...{ title, genre, rating, releaseDate, owner, etag: randomUUID() },
  ...{ createTime: "2026-01-01T00:00:00.000Z", updateTime: "2026-01-01T00:00:00.000Z" },
});

export const problem = (status: number, name: string, detail: string, errors?: object[]) => {
  const body = {
    type: `urn:hexmart:problem:${name}`,
    title: name,
    status,
    detail,
    requestId: "r",
    ...(errors && { errors }),
  };
  return Response.json(body, { status, headers: { "content-type": "application/problem+json" } });
};

/** The movies API behind the gateway, out of memory. A body that breaks the contract is refused. */
export function createFakeMovies() {
  const movies = new Map(
    [
      movie(1, "The Shawshank Redemption", "Drama", 9.3, "1994-09-23", "alice"),
      movie(2, "The Godfather", "Crime", 9.2, "1972-03-24", "alice"),
      movie(3, "The Dark Knight", "Action", 9.1, "2008-07-18", "bob"),
      movie(4, "12 Angry Men", "Crime", 8.9, "1957-04-10", "bob"),
      movie(5, "Schindler's List", "Biography", 8.9, "1993-12-15", "alice"),
      movie(6, "Pulp Fiction", "Drama", 8.9, "1994-10-14", "alice"),
    ].map((one) => [one.id, one]),
  );

  async function answerMovies(request: Request, path: string, who: Caller): Promise<Response> {
    const url = new URL(request.url);
    const answer = (one: StoredMovie, status = 200) =>
      Response.json(one, { status, headers: { etag: `"${one.etag}"` } });
    if (path === "/movies" && request.method === "GET") {
      const genre = url.searchParams.get("genre");
      const size = Number(url.searchParams.get("page_size"));
      const from = Number(url.searchParams.get("page_token") ?? "0");
      const found = [...movies.values()].filter((one) => genre === null || one.genre === genre);
      const next = from + size < found.length && { nextPageToken: String(from + size) };
      return Response.json({ movies: found.slice(from, from + size), ...next });
    }
    const id = path.split("/")[2] ?? "";
    const one = movies.get(id);
    if (request.method !== "POST" && one === undefined)
      return problem(404, "movie-not-found", `Movie "${id}" does not exist`);
    if (request.method === "GET" && one) return answer(one);
    if (one && !who.admin && one.owner !== who.username)
      return problem(403, "not-owner", `Movie "${id}" belongs to another user`);
    if (one && request.headers.get("if-match") !== `"${one.etag}"`)
      return problem(412, "movie-changed", "It has changed");
    if (request.method === "DELETE") {
      movies.delete(id);
      return new Response(null, { status: 204 });
    }
    const body = (await request.json()) as { id?: string };
    const check = checks[request.method as keyof typeof checks];
    if (!check(body)) {
      const errors = (check.errors ?? []).map(({ instancePath, message }) => ({
        in: "body",
        pointer: instancePath,
        detail: message,
      }));
      return problem(400, "invalid-request", "The body is not what the contract says", errors);
    }
    const times = { createTime: "2026-01-01T00:00:00.000Z", updateTime: new Date().toISOString() };
    const made = {
      owner: who.username,
      ...one,
      ...body,
      id: one?.id ?? body.id ?? "",
      etag: randomUUID(),
      ...times,
    } as StoredMovie;
    movies.set(made.id, made);
    return answer(made, one ? 200 : 201);
  }

  return { movies, handle: answerMovies };
}
