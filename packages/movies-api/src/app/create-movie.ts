import { type Caller, ownerFor } from "#domain/access.ts";
import { movieAlreadyExists } from "#domain/errors.ts";
import { type Movie, type MovieDraft, movieFrom, sameContent } from "#domain/movie.ts";
import type { MovieRepository } from "#ports/movie-repository.ts";

type Ports = {
  readonly movies: MovieRepository;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly newEtag: () => string;
};

/**
 * The movie belongs to the caller. Safe to retry with an id: the same draft again answers what the first call stored.
 *
 * @throws MovieError `USER_REQUIRED`, `MOVIE_ALREADY_EXISTS`
 */
export async function createMovie(ports: Ports, draft: MovieDraft, caller: Caller): Promise<Movie> {
  const { movies, now, newId, newEtag } = ports;
  const place = { id: draft.id ?? newId(), owner: ownerFor(caller) };
  const movie = movieFrom(draft, place, { now: now(), etag: newEtag() });
  for (;;) {
    // Insert first and look afterwards: the other way round, two calls at once would both see nothing.
    if ((await movies.addMissing([movie])) === 1) return movie;

    const stored = await movies.find(movie.id);
    if (stored === undefined) continue; // deleted just now: the id is free
    if (!sameContent(stored, movie)) throw movieAlreadyExists(movie.id);
    return stored;
  }
}
