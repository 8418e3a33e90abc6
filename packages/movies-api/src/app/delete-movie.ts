import { assertMayChange, type Caller } from "#domain/access.ts";
import { assertUnchanged, type Condition } from "#domain/movie.ts";
import type { MovieRepository } from "#ports/movie-repository.ts";
import { getMovie } from "./get-movie.ts";

export type MovieDeletion = { readonly id: string; readonly condition: Condition };

/** @throws MovieError `MOVIE_NOT_FOUND`, `MOVIE_NOT_OWNED`, `MOVIE_CHANGED` */
export async function deleteMovie(
  movies: MovieRepository,
  { id, condition }: MovieDeletion,
  caller: Caller,
): Promise<void> {
  for (;;) {
    const stored = await getMovie(movies, id);
    assertMayChange("delete", caller, stored);
    assertUnchanged("delete", stored, condition);
    if (await movies.remove(stored)) return;
  }
}
