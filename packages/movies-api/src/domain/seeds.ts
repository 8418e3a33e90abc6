import type { MovieContent } from "./movie.ts";

export type Seed = MovieContent & { readonly id: string; readonly owner: string };

const films: readonly (readonly [string, string, number, string, string])[] = [
  ["The Shawshank Redemption", "Drama", 9.3, "1994-09-23", "alice"],
  ["The Godfather", "Crime", 9.2, "1972-03-24", "alice"],
  ["The Dark Knight", "Action", 9.1, "2008-07-18", "bob"],
  ["12 Angry Men", "Crime", 8.9, "1957-04-10", "bob"],
  ["Schindler's List", "Biography", 8.9, "1993-12-15", "alice"],
  ["Pulp Fiction", "Drama", 8.9, "1994-10-14", "alice"],
  ["Fight Club", "Drama", 8.8, "1999-10-15", "bob"],
  ["Forrest Gump", "Romance", 8.8, "1994-07-06", "bob"],
];

/** The movies that a new database starts with. Their ids are fixed: replicas that seed at once add the same ones. */
export const seeds: readonly Seed[] = films.map(([title, genre, rating, releaseDate, owner], at) => ({
  id: `01900000-0000-7000-8000-00000000000${at + 1}`,
  title,
  genre,
  rating,
  releaseDate,
  imageUrl: undefined,
  owner,
}));
