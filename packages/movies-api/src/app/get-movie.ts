import { movieNotFound } from "#domain/errors.ts";
import type { Movie } from "#domain/movie.ts";
import type { MovieRepository } from "#ports/movie-repository.ts";

/** @throws MovieError `MOVIE_NOT_FOUND` */
export async function getMovie(movies: MovieRepository, id: string): Promise<Movie> {
  const movie = await movies.find(id);
  if (movie === undefined) throw movieNotFound(id);
  return movie;
}
