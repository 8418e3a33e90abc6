import { PageTokenError } from "@hexmart/page-token";
import { MovieError, type MovieErrorCode, UnavailableError } from "#domain/errors.ts";
import { ProblemError, type ProblemName } from "./problems.ts";

const ofDomain: Readonly<Record<MovieErrorCode, ProblemName>> = {
  MOVIE_NOT_FOUND: "movie-not-found",
  MOVIE_ALREADY_EXISTS: "movie-already-exists",
  MOVIE_CHANGED: "movie-changed",
  MOVIE_NOT_OWNED: "not-owner",
  USER_REQUIRED: "user-required",
};

/** What an error is to the caller. One that nobody foresaw is the server's own, and says nothing of itself. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof MovieError) return new ProblemError(ofDomain[error.code], error.message, { cause: error });
  if (error instanceof UnavailableError) return unavailable(error.message, error);
  if (error instanceof PageTokenError) {
    return new ProblemError("invalid-request", `Cannot list movies: page_token ${error.message}`, {
      errors: [{ in: "query", pointer: "/page_token", detail: error.message }],
      cause: error,
    });
  }
  return ofFastify(error) ?? new ProblemError("internal", "Look into the log by the request id", { cause: error });
}

export function unavailable(message: string, cause: unknown): ProblemError {
  return new ProblemError("unavailable", `${message}; try again later`, { headers: { "retry-after": "1" }, cause });
}

/** What fastify refuses before a handler is asked. */
function ofFastify(cause: unknown): ProblemError | undefined {
  const { code, statusCode, message } = cause as { code?: unknown; statusCode?: unknown; message?: unknown };
  switch (code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new ProblemError("content-too-large", "A body may have 16 KiB", { cause });
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new ProblemError("unsupported-media-type", "There is nothing here that takes such a body", { cause });
  }
  // A body that is no JSON is a SyntaxError of the parser, with a status and without a code.
  const own = typeof code === "string" && code.startsWith("FST_ERR_");
  if (statusCode !== 400 || !(own || cause instanceof SyntaxError)) return undefined;
  return new ProblemError("invalid-request", `Cannot read the request: ${message}`, { cause });
}
