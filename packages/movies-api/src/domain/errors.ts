/** Why the movies API could not do what it was asked. */
export type MovieErrorCode =
  | "MOVIE_NOT_FOUND"
  | "MOVIE_ALREADY_EXISTS"
  | "MOVIE_CHANGED"
  | "MOVIE_NOT_OWNED"
  | "USER_REQUIRED";

/** The error that the domain throws; `code` is closed, so that an adapter can translate every one. */
export class MovieError extends Error {
  override readonly name = "MovieError";
  readonly code: MovieErrorCode;

  constructor(code: MovieErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Something that a use case cannot do without is not to be reached now; to try again later may help. */
export class UnavailableError extends Error {
  override readonly name = "UnavailableError";
}

/** What somebody wants to do to a movie that is there. */
export type Change = "update" | "delete";

export const movieNotFound = (id: string) => new MovieError("MOVIE_NOT_FOUND", `Movie "${id}" does not exist`);

export const movieAlreadyExists = (id: string) =>
  new MovieError(
    "MOVIE_ALREADY_EXISTS",
    `Cannot create movie "${id}": another movie has the id, or this one has changed; update that one, or make a new id`,
  );

export const movieChanged = (change: Change, id: string) =>
  new MovieError(
    "MOVIE_CHANGED",
    `Cannot ${change} movie "${id}": it has changed since its etag was read; read it again, and decide anew`,
  );

export const movieNotOwned = (change: Change, id: string) =>
  new MovieError(
    "MOVIE_NOT_OWNED",
    `Cannot ${change} movie "${id}": it belongs to another user; ask its owner or an admin`,
  );

export const userRequired = () =>
  new MovieError(
    "USER_REQUIRED",
    "Cannot create a movie for a client that acts for itself: log in as a user to own it",
  );
