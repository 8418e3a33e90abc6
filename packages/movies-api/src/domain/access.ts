import { type Change, movieNotOwned, userRequired } from "./errors.ts";
import type { Movie } from "./movie.ts";

/** Who asks, as far as a decision needs to know. */
export type Caller = {
  /** The user; undefined for a client that acts for itself. */
  readonly username: string | undefined;
  readonly roles: readonly string[];
};

/** Who sees to everybody's movies. */
const ADMIN = "admin";

/**
 * The owner of what the caller creates.
 *
 * @throws MovieError `USER_REQUIRED`
 */
export function ownerFor({ username }: Caller): string {
  if (username === undefined) throw userRequired();
  return username;
}

// #region may-change
/** Whether the caller may change the movie: its owner may, and an administrator. */
export function mayChange({ username, roles }: Caller, { owner }: Movie): boolean {
  return owner === username || roles.includes(ADMIN);
}
// #endregion may-change

/** @throws MovieError `MOVIE_NOT_OWNED` */
export function assertMayChange(change: Change, caller: Caller, movie: Movie): void {
  if (!mayChange(caller, movie)) throw movieNotOwned(change, movie.id);
}
