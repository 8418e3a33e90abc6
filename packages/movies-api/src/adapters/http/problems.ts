import type { components } from "@hexmart/contracts/openapi/movies.v1";
import type { Fault } from "./openapi.ts";

type Problem = components["schemas"]["Problem"];

const PREFIX = "urn:hexmart:problem:";

/** The types of problems, as the contract lists them, without what all begin with. */
export type ProblemName = Problem["type"] extends `${typeof PREFIX}${infer Name}` ? Name : never;

const problems: Readonly<Record<ProblemName, readonly [status: number, title: string]>> = {
  "invalid-request": [400, "The request is not valid"],
  "token-repeated": [400, "There is more than one access token"],
  "token-missing": [401, "An access token is needed"],
  "token-invalid": [401, "The access token is not valid"],
  "token-in-plaintext": [403, "The access token came in plaintext"],
  "scope-missing": [403, "The access token lacks a scope"],
  "user-required": [403, "Only a user can do this"],
  "not-owner": [403, "The movie belongs to another user"],
  "not-found": [404, "There is nothing here"],
  "movie-not-found": [404, "The movie does not exist"],
  "method-not-allowed": [405, "The method is not allowed here"],
  "movie-already-exists": [409, "Another movie has the id"],
  "movie-changed": [412, "The movie has changed"],
  "content-too-large": [413, "The body is too large"],
  "unsupported-media-type": [415, "The media type is not supported"],
  "if-match-required": [428, "If-Match is required"],
  internal: [500, "The server has failed"],
  unavailable: [503, "Not available for now"],
};

type Details = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly Fault[];
  readonly cause?: unknown;
};

/** An error that leaves as a problem (RFC 9457). Its message is for the caller. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: ProblemName;
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: readonly Fault[] | undefined;

  constructor(problem: ProblemName, message: string, { headers = {}, errors, cause }: Details = {}) {
    super(message, { cause });
    this.problem = problem;
    this.headers = headers;
    this.errors = errors;
  }

  get status(): number {
    return problems[this.problem][0];
  }
}

/** What the caller reads. */
export function toBody({ problem, message, status, errors }: ProblemError, requestId: string): Problem {
  const [, title] = problems[problem];
  return {
    type: `${PREFIX}${problem}`,
    title,
    status,
    detail: message,
    requestId,
    ...(errors && { errors: [...errors] }),
  };
}
