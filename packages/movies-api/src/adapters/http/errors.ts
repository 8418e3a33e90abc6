import { type ProblemError, unavailable } from "@hexmart/http";
import { PageTokenError } from "@hexmart/page-token";
import { MovieError, type MovieErrorCode, UnavailableError } from "#domain/errors.ts";
import { type ProblemName, problem } from "./problems.ts";

// #region of-domain
const ofDomain: Readonly<Record<MovieErrorCode, ProblemName>> = {
  MOVIE_NOT_FOUND: "movie-not-found",
  MOVIE_ALREADY_EXISTS: "movie-already-exists",
  MOVIE_CHANGED: "movie-changed",
  MOVIE_NOT_OWNED: "not-owner",
  USER_REQUIRED: "user-required",
};
// #endregion of-domain

/** What an error of this service is to the caller; undefined for one that nobody foresaw. */
export function toProblem(error: unknown): ProblemError | undefined {
  if (error instanceof MovieError) return problem(ofDomain[error.code], error.message, { cause: error });
  if (error instanceof UnavailableError) return unavailable(error.message, error);
  if (error instanceof PageTokenError) {
    return problem("invalid-request", `Cannot list movies: page_token ${error.message}`, {
      errors: [{ in: "query", pointer: "/page_token", detail: error.message }],
      cause: error,
    });
  }
  return undefined;
}
