import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { v7 as uuidv7 } from "uuid";
import type { UseCases } from "#app/index.ts";
import { type Fault, RefusedError } from "#domain/errors.ts";
import { differences, type Movie, mayChange } from "#domain/movie.ts";
import type { MovieOrder } from "#ports/movies.ts";
import { problem } from "./errors.ts";
import { formatDay } from "./formats.ts";
import { noticeOf, queryText, textOf } from "./inputs.ts";
import { fieldsOf, inputOf, labels, type MovieInput, readInput, toContent, toFormFaults } from "./movie-form.ts";
import { assertOwnForm, visitOf } from "./visits.ts";

const orders: readonly { readonly value: MovieOrder; readonly text: string }[] = [
  { value: "title", text: "Title" },
  { value: "rating desc", text: "Best first" },
  { value: "release_date desc", text: "Newest first" },
  { value: "release_date", text: "Oldest first" },
];

const notices: Readonly<Record<string, string>> = {
  created: "The movie was added.",
  saved: "The movie was saved.",
  deleted: "The movie was deleted.",
};

type ById = { Params: { id: string } };

/** Movies: to see, to add, to change, to delete. */
export function addMovies(app: FastifyInstance, useCases: UseCases): void {
  app.get("/movies", async (request, reply) => {
    const { session } = visitOf(request);
    const order = queryText(request, "order_by");
    const orderBy = orders.find(({ value }) => value === order)?.value ?? "title";
    const query = { genre: queryText(request, "genre"), orderBy, pageToken: queryText(request, "page_token") };
    const page = await useCases.listMovies(session, query);
    const next = page.nextPageToken && toNext(query.genre, orderBy, page.nextPageToken);
    const data = { movies: page.movies.map(toView), query, orders, next, notice: noticeOf(request, notices) };
    return reply.page({ template: "movies", title: "Movies", data });
  });

  app.get("/movies/new", async (request, reply) =>
    form(request, reply, { title: "Add a movie", action: "/movies", id: uuidv7(), input: inputOf(undefined) }),
  );

  app.post("/movies", async (request, reply) => {
    assertOwnForm(request);
    const { session } = visitOf(request);
    const input = readInput(request.body);
    const id = textOf(request, "id");
    const again = { title: "Add a movie", action: "/movies", id, input };
    const movie = await attempt(input, (content) => useCases.createMovie(session, id, content));
    if (isFaults(movie)) return form(request, reply, { ...again, faults: movie });
    return reply.redirect(`/movies/${movie.id}?done=created`, 303);
  });

  app.get<ById>("/movies/:id", async (request, reply) => {
    const { session } = visitOf(request);
    const movie = await useCases.getMovie(session, request.params.id);
    const data = {
      movie: toView(movie),
      mayChange: mayChange(session.person, movie),
      notice: noticeOf(request, notices),
    };
    return reply.page({ template: "movie", title: movie.title, data });
  });

  app.get<ById>("/movies/:id/edit", async (request, reply) => {
    const movie = await changeable(request);
    return form(request, reply, { ...toEdit(movie), etag: movie.etag, input: inputOf(movie) });
  });

  app.post<ById>("/movies/:id", async (request, reply) => {
    assertOwnForm(request);
    const { session } = visitOf(request);
    const version = { id: request.params.id, etag: textOf(request, "etag") };
    const input = readInput(request.body);
    try {
      const movie = await attempt(input, (content) => useCases.replaceMovie(session, version, content));
      if (!isFaults(movie)) return reply.redirect(`/movies/${movie.id}?done=saved`, 303);
      const again = { title: `Change ${input.title || "the movie"}`, action: `/movies/${version.id}` };
      return form(request, reply, { ...again, back: again.action, etag: version.etag, input, faults: movie });
    } catch (error) {
      if (!(error instanceof RefusedError && error.code === "CHANGED")) throw error;
      // Whoever saves once more has seen what they replace.
      const stored = await useCases.getMovie(session, version.id);
      const changes = changesOf(stored, input);
      reply.code(412);
      return form(request, reply, { ...toEdit(stored), etag: stored.etag, input, changes });
    }
  });

  app.get<ById>("/movies/:id/delete", async (request, reply) => {
    const movie = await changeable(request);
    const data = { movie: toView(movie), csrf: visitOf(request).csrf };
    return reply.page({ template: "movie-delete", title: `Delete ${movie.title}?`, data });
  });

  app.post<ById>("/movies/:id/delete", async (request, reply) => {
    assertOwnForm(request);
    const { session, csrf } = visitOf(request);
    const { id } = request.params;
    try {
      await useCases.deleteMovie(session, { id, etag: textOf(request, "etag") });
      return reply.redirect("/movies?done=deleted", 303);
    } catch (error) {
      if (!(error instanceof RefusedError && error.code === "CHANGED")) throw error;
      const movie = await useCases.getMovie(session, id);
      const data = { movie: toView(movie), csrf, changed: true };
      return reply.code(412).page({ template: "movie-delete", title: `Delete ${movie.title}?`, data });
    }
  });

  /** Nobody is shown a form that would be refused. */
  async function changeable(request: FastifyRequest<ById>): Promise<Movie> {
    const { session } = visitOf(request);
    const movie = await useCases.getMovie(session, request.params.id);
    if (!mayChange(session.person, movie))
      throw problem("forbidden", `Cannot change "${movie.title}": it belongs to ${movie.owner}`);
    return movie;
  }
}

type Form = {
  readonly title: string;
  readonly action: string;
  readonly back?: string;
  readonly input: MovieInput;
  readonly id?: string;
  readonly etag?: string;
  readonly faults?: readonly Fault[];
  readonly changes?: readonly object[];
};

async function form(request: FastifyRequest, reply: FastifyReply, form: Form): Promise<FastifyReply> {
  const { title, input, faults = [], ...kept } = form;
  if (faults.length > 0) reply.code(422);
  const data = { ...kept, title, errors: faults, fields: fieldsOf(input, faults), csrf: visitOf(request).csrf };
  return reply.page({ template: "movie-form", title: faults.length > 0 ? `Error: ${title}` : title, data });
}

/** What came of it, or what a person can mend. */
async function attempt(
  input: MovieInput,
  send: (content: Exclude<ReturnType<typeof toContent>, Fault[]>) => Promise<Movie>,
): Promise<Movie | Fault[]> {
  const content = toContent(input);
  if (isFaults(content)) return content;
  try {
    return await send(content);
  } catch (error) {
    if (!(error instanceof RefusedError && error.code === "INVALID")) throw error;
    return error.faults.length > 0 ? toFormFaults(error.faults) : [{ message: error.message }];
  }
}

function isFaults<T>(value: T | Fault[]): value is Fault[] {
  return Array.isArray(value);
}

function changesOf(stored: Movie, input: MovieInput) {
  const typed = { ...input, rating: Number(input.rating), imageUrl: input.imageUrl || undefined };
  const now = inputOf(stored);
  return differences(stored, typed).map((name) => ({ label: labels[name], stored: now[name], typed: input[name] }));
}

const toEdit = ({ id, title }: Movie) => ({ title: `Change ${title}`, action: `/movies/${id}`, back: `/movies/${id}` });

function toView(movie: Movie) {
  const { rating, releaseDate } = movie;
  return { ...movie, rating: rating.toFixed(1), released: formatDay(releaseDate), year: releaseDate.slice(0, 4) };
}

function toNext(genre: string | undefined, order_by: string, page_token: string): string {
  return `/movies?${new URLSearchParams({ ...(genre && { genre }), order_by, page_token })}`;
}
