import type { Movie, MovieContent } from "#domain/movie.ts";

export type MovieOrder = "title" | "title desc" | "rating desc" | "release_date desc" | "release_date";

export type MovieQuery = {
  readonly genre: string | undefined;
  readonly orderBy: MovieOrder;
  readonly pageToken: string | undefined;
};

export type MoviePage = { readonly movies: readonly Movie[]; readonly nextPageToken: string | undefined };

/**
 * The movies, each call with an access token. Each throws RefusedError, TokenRefusedError or UnavailableError.
 */
export type Movies = {
  list(token: string, query: MovieQuery): Promise<MoviePage>;
  get(token: string, id: string): Promise<Movie>;
  /** The same id and content again is answered as it was stored. */
  create(token: string, id: string, content: MovieContent): Promise<Movie>;
  /** Refused as CHANGED when the movie has another etag. */
  replace(token: string, movie: { readonly id: string; readonly etag: string }, content: MovieContent): Promise<Movie>;
  delete(token: string, movie: { readonly id: string; readonly etag: string }): Promise<void>;
};
