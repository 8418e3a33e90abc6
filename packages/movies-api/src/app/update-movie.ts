import { assertMayChange, type Caller } from "#domain/access.ts";
import { type Condition, type Movie, type MovieChanges, revise } from "#domain/movie.ts";
import type { MovieRepository } from "#ports/movie-repository.ts";
import { getMovie } from "./get-movie.ts";

type Ports = { readonly movies: MovieRepository; readonly now: () => Date; readonly newEtag: () => string };

export type MovieUpdate = { readonly id: string; readonly changes: MovieChanges; readonly condition: Condition };

/**
 * Decides on what is stored, and stores the decision only if that has not changed meanwhile; else decides anew. So
 * whoever named an etag learns of another change, and nobody undoes one without knowing.
 *
 * @throws MovieError `MOVIE_NOT_FOUND`, `MOVIE_NOT_OWNED`, `MOVIE_CHANGED`
 */
export async function updateMovie(
  { movies, now, newEtag }: Ports,
  { id, changes, condition }: MovieUpdate,
  caller: Caller,
): Promise<Movie> {
  // #region decide-anew
  for (;;) {
    const stored = await getMovie(movies, id);
    assertMayChange("update", caller, stored);
    const revised = revise(stored, changes, condition, { now: now(), etag: newEtag() });
    if (revised === stored || (await movies.replace(stored, revised))) return revised;
  }
  // #endregion decide-anew
}
