import { ProblemError, problem, unavailable } from "./problems.ts";

/** What an error is to the caller. One that nobody foresaw is the server's own, and says nothing of itself. */
export function toProblem(error: unknown, maxBodyBytes: number): ProblemError {
  if (error instanceof ProblemError) return error;
  return ofFastify(error, maxBodyBytes) ?? problem("internal", "Look into the log by the request id", { cause: error });
}

/** What fastify refuses by itself. */
function ofFastify(cause: unknown, maxBodyBytes: number): ProblemError | undefined {
  const { code, statusCode, message } = (cause ?? {}) as { code?: unknown; statusCode?: unknown; message?: unknown };
  switch (code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return problem("content-too-large", `A body may have ${maxBodyBytes / 1_024} KiB`, { cause });
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return problem("unsupported-media-type", "There is nothing here that takes such a body", { cause });
    case "FST_ERR_HANDLER_TIMEOUT":
      return unavailable("The answer took too long", cause);
  }
  // A body that is no JSON is a SyntaxError of the parser, with a status and without a code.
  const own = typeof code === "string" && code.startsWith("FST_ERR_");
  if (statusCode !== 400 || !(own || cause instanceof SyntaxError)) return undefined;
  return problem("invalid-request", `Cannot read the request: ${message}`, { cause });
}
