import type { Movie } from "#domain/movie.ts";
import type { MovieQuery, MovieRepository } from "#ports/movie-repository.ts";

/** Some movies in the order asked for, and whether there are more behind them. */
export type MoviePage = { readonly movies: readonly Movie[]; readonly hasMore: boolean };

/** Asks for one more than it answers: nothing else tells a last page that is full from one with more behind it. */
export async function listMovies(movies: MovieRepository, query: MovieQuery): Promise<MoviePage> {
  const found = await movies.list({ ...query, limit: query.limit + 1 });
  return { movies: found.slice(0, query.limit), hasMore: found.length > query.limit };
}
