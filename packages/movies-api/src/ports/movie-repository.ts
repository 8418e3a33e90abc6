import type { Movie } from "#domain/movie.ts";

/** What a list of movies can be sorted by; those that are equal in it follow their ids. */
export type SortKey = "title" | "rating" | "releaseDate";

/** The place of a movie in every order. */
export type MoviePosition = Pick<Movie, SortKey | "id">;

export type MovieQuery = {
  /** Only movies of this genre; undefined for all. */
  readonly genre: string | undefined;
  /** Only movies of this user; undefined for all. */
  readonly owner: string | undefined;
  readonly sortBy: SortKey;
  readonly descending: boolean;
  /** Only movies that come after this place; undefined to start with the first. */
  readonly after: MoviePosition | undefined;
  /** At most this many. */
  readonly limit: number;
};

/** Where movies are kept. Every call may fail with an UnavailableError. */
export type MovieRepository = {
  find(id: string): Promise<Movie | undefined>;

  /** The next movies in the order asked for; titles are compared by code points. */
  list(query: MovieQuery): Promise<Movie[]>;

  /** Stores the movies whose id is not taken yet, and leaves the others as they are. Answers how many it stored. */
  addMissing(movies: readonly Movie[]): Promise<number>;

  /**
   * Stores `revised` in the place of `stored`, in one step, if that one still has its etag. Answers whether it did: of
   * two callers who read the same movie, one may write.
   */
  replace(stored: Movie, revised: Movie): Promise<boolean>;

  /** Removes the movie, in one step, if it still has its etag. Answers whether it did. */
  remove(stored: Movie): Promise<boolean>;
};
