import { defineProblems, type ProblemError } from "@hexmart/http";
import { UpstreamError } from "#domain/errors.ts";

export const problem = defineProblems({
  "too-many-requests": [429, "Too many requests"],
  "caller-left": [499, "The caller has left"],
  "upstream-broken": [502, "A server behind the gateway has failed"],
  "upstream-timed-out": [504, "A server behind the gateway has not answered in time"],
});

/** The reason of the signal of a request whose caller has gone: nobody is left to be told. */
export class CallerLeftError extends Error {
  override readonly name = "CallerLeftError";
}

/** What an error is to the caller; undefined for what every server has, and what nobody foresaw. */
export function toProblem(error: unknown): ProblemError | undefined {
  if (error instanceof CallerLeftError) return problem("caller-left", "Nobody reads this", { cause: error });
  if (!(error instanceof UpstreamError)) return undefined;
  const { message, cause, retryAfter = 1 } = error;
  switch (error.code) {
    case "TIMED_OUT":
      return problem("upstream-timed-out", `${message}; whether it has done what it was asked is not known`, { cause });
    case "BROKEN":
      return problem("upstream-broken", `${message}; whether it has done what it was asked is not known`, { cause });
    case "UNREACHABLE":
    case "OVERLOADED":
    case "RESTING":
      return problem("unavailable", `${message}; try again later`, {
        headers: { "retry-after": String(retryAfter) },
        cause,
      });
  }
}

/** The code of gRPC that says the same as a status of HTTP (google/rpc/code.proto). */
const codes: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  405: 12,
  408: 1,
  413: 8,
  415: 3,
  429: 8,
  499: 1,
  503: 14,
  504: 4,
};

/** A problem as google.rpc.Status, for whoever called a gRPC method: one kind of error for each kind of call. */
export function toStatus({ problem: name, message, status, headers }: ProblemError): object {
  const reason = name.replaceAll("-", "_").toUpperCase();
  const retryAfter = headers["retry-after"];
  return {
    code: codes[status] ?? 13,
    message,
    details: [
      { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason, domain: "hexmart.dev" },
      ...(retryAfter === undefined
        ? []
        : [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: `${retryAfter}s` }]),
    ],
  };
}
