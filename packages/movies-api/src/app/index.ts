import type { Caller } from "#domain/access.ts";
import type { MovieDraft } from "#domain/movie.ts";
import type { MovieQuery, MovieRepository } from "#ports/movie-repository.ts";
import { createMovie } from "./create-movie.ts";
import { deleteMovie, type MovieDeletion } from "./delete-movie.ts";
import { getMovie } from "./get-movie.ts";
import { listMovies } from "./list-movies.ts";
import { seedMovies } from "./seed-movies.ts";
import { type MovieUpdate, updateMovie } from "./update-movie.ts";

/** What the application needs from outside. */
type Ports = {
  readonly movies: MovieRepository;
  readonly now: () => Date;
  /** A UUIDv7 that nothing has had as its id. */
  readonly newId: () => string;
  /** A text that no movie has had as its etag. */
  readonly newEtag: () => string;
};

/** The menu: everything the movies API can do. */
export const createUseCases = (ports: Ports) => ({
  getMovie: (id: string) => getMovie(ports.movies, id),
  listMovies: (query: MovieQuery) => listMovies(ports.movies, query),
  createMovie: (draft: MovieDraft, caller: Caller) => createMovie(ports, draft, caller),
  updateMovie: (update: MovieUpdate, caller: Caller) => updateMovie(ports, update, caller),
  deleteMovie: (deletion: MovieDeletion, caller: Caller) => deleteMovie(ports.movies, deletion, caller),
  seedMovies: () => seedMovies(ports),
});

export type UseCases = ReturnType<typeof createUseCases>;
