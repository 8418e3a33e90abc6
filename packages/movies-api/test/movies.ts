import { type Movie, movieFrom } from "#domain/movie.ts";

let ids = 0;
/** A UUIDv7 that no other movie of the test has, nor a seed; each sorts after the one before. */
export const newId = () => `01910000-0000-7000-8000-${(++ids).toString(16).padStart(12, "0")}`;

/** A movie as it is stored, different from others only in what is said. */
export function movie(more: Partial<Movie> = {}): Movie {
  const id = more.id ?? newId();
  const content = { title: "A", genre: "Drama", rating: 5, releaseDate: "2000-02-29", imageUrl: undefined };
  const made = { now: new Date("2030-01-01T00:00:00.123Z"), etag: `first of ${id}` };
  return { ...movieFrom(content, { id, owner: "alice" }, made), ...more };
}
