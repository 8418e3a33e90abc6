import { type Change, movieChanged } from "./errors.ts";

/** A film, and whose entry it is. */
export type Movie = MovieContent & {
  /** A UUIDv7, which never changes. */
  readonly id: string;
  /** The name of the user who created it. */
  readonly owner: string;
  /** Another one after each change; says nothing else. */
  readonly etag: string;
  readonly createTime: Date;
  readonly updateTime: Date;
};

/** All that somebody may say of a movie. The rest is missing on purpose: the service sets it. */
export type MovieContent = {
  readonly title: string;
  readonly genre: string;
  /** From 0 to 10, in tenths. */
  readonly rating: number;
  /** A day such as 1994-09-23; it has no time, and no zone that could shift it. */
  readonly releaseDate: string;
  readonly imageUrl: string | undefined;
};

/** A movie to create; `id` is the client's, so that it can try again, or undefined. */
export type MovieDraft = MovieContent & { readonly id: string | undefined };

/** What to change: a key that is there, even if only to say that there is to be no image. */
export type MovieChanges = Partial<MovieContent>;

/** The etags of which a movie must have one for a change, or any. */
export type Condition = readonly string[] | "any";

/** What a decision needs from outside: time and chance are arguments, so that a decision can be repeated. */
export type Made = { readonly now: Date; readonly etag: string };

/** The movie that a draft becomes when it is stored under this id for this owner. */
export function movieFrom(content: MovieContent, { id, owner }: Pick<Movie, "id" | "owner">, made: Made): Movie {
  return { id, owner, ...contentOf(content), etag: made.etag, createTime: made.now, updateTime: made.now };
}

/**
 * The movie after the changes, or the very same one when it says all that already. Then the condition does not matter: a
 * change that is sent again must not meet the etag that it made itself.
 *
 * @throws MovieError `MOVIE_CHANGED`
 */
export function revise(movie: Movie, changes: MovieChanges, condition: Condition, made: Made): Movie {
  const revised = { ...movie, ...contentOf({ ...movie, ...changes }), etag: made.etag, updateTime: made.now };
  if (sameContent(movie, revised)) return movie;
  assertUnchanged("update", movie, condition);
  return revised;
}

/** @throws MovieError `MOVIE_CHANGED` when the movie has none of the etags that are expected. */
export function assertUnchanged(change: Change, { id, etag }: Movie, condition: Condition): void {
  if (condition !== "any" && !condition.includes(etag)) throw movieChanged(change, id);
}

/** Whether two movies say the same; when they were stored does not matter. */
export function sameContent(a: Movie, b: Movie): boolean {
  return (
    a.id === b.id &&
    a.owner === b.owner &&
    a.title === b.title &&
    a.genre === b.genre &&
    a.rating === b.rating &&
    a.releaseDate === b.releaseDate &&
    a.imageUrl === b.imageUrl
  );
}

/** Nothing but the content, with the rating as it is kept. */
function contentOf({ title, genre, rating, releaseDate, imageUrl }: MovieContent): MovieContent {
  return { title, genre, rating: Math.round(rating * 10) / 10, releaseDate, imageUrl };
}
