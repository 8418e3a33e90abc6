import { movieFrom } from "#domain/movie.ts";
import { seeds } from "#domain/seeds.ts";
import type { MovieRepository } from "#ports/movie-repository.ts";

type Ports = { readonly movies: MovieRepository; readonly now: () => Date; readonly newEtag: () => string };

/** Gives an empty database its first movies. One that has any is left as it is: what was deleted does not come back. */
export async function seedMovies({ movies, now, newEtag }: Ports): Promise<void> {
  const first = { genre: undefined, owner: undefined, descending: false, after: undefined, limit: 1 };
  if ((await movies.list({ ...first, sortBy: "title" })).length > 0) return;
  await movies.addMissing(seeds.map((seed) => movieFrom(seed, seed, { now: now(), etag: newEtag() })));
}
