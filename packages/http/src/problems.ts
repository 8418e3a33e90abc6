const PREFIX = "urn:hexmart:problem:";

/** The problems of a service by the last part of their type: the HTTP status, and a title that is the same every time. */
export type ProblemTable = Readonly<Record<string, readonly [status: number, title: string]>>;

const standard = {
  "invalid-request": [400, "The request is not valid"],
  "token-repeated": [400, "There is more than one access token"],
  "token-missing": [401, "An access token is needed"],
  "token-invalid": [401, "The access token is not valid"],
  "token-in-plaintext": [403, "The access token came in plaintext"],
  "scope-missing": [403, "The access token lacks a scope"],
  "not-found": [404, "There is nothing here"],
  "method-not-allowed": [405, "The method is not allowed here"],
  "too-slow": [408, "The body came too slowly"],
  "content-too-large": [413, "The body is too large"],
  "unsupported-media-type": [415, "The media type is not supported"],
  internal: [500, "The server has failed"],
  unavailable: [503, "Not available for now"],
} as const satisfies ProblemTable;

/** The problems that every server has: those that this library answers by itself. */
export type StandardProblem = keyof typeof standard;

/** A part of a request that is not as it has to be. */
export type Fault = {
  readonly in: "path" | "query" | "header" | "body";
  /** A JSON pointer (RFC 6901) into the part. */
  readonly pointer: string;
  /** What is wrong there. */
  readonly detail: string;
};

type Details = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly Fault[];
  /** For the log; nothing of it leaves. */
  readonly cause?: unknown;
};

type Kind<Name extends string> = { readonly problem: Name; readonly status: number; readonly title: string };

/** An error that leaves as a problem (RFC 9457). Its message is for the caller: what to do. */
export class ProblemError<Name extends string = string> extends Error {
  override readonly name = "ProblemError";
  readonly problem: Name;
  readonly status: number;
  readonly title: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: readonly Fault[] | undefined;

  constructor({ problem, status, title }: Kind<Name>, message: string, { headers = {}, errors, cause }: Details = {}) {
    super(message, { cause });
    this.problem = problem;
    this.status = status;
    this.title = title;
    this.headers = headers;
    this.errors = errors;
  }
}

/**
 * The problems of a service: its own beside the standard ones. The names are a closed union, so that a misspelt one does
 * not compile.
 *
 * @example
 * ```ts
 * const problem = defineProblems({ "movie-changed": [412, "The movie has changed"] });
 * throw problem("movie-changed", "Read it again, and decide anew");
 * ```
 */
export function defineProblems<const Own extends ProblemTable>(own: Own) {
  type Name = StandardProblem | (keyof Own & string);
  const kinds = new Map<string, readonly [number, string]>(Object.entries({ ...standard, ...own }));
  return (name: Name, message: string, details?: Details): ProblemError<Name> => {
    const kind = kinds.get(name);
    if (kind === undefined) throw new TypeError(`Cannot make a problem: there is none that is called "${name}"`);
    const [status, title] = kind;
    return new ProblemError({ problem: name, status, title }, message, details);
  };
}

/** The standard problems, which the library throws itself. */
export const problem = defineProblems({});

/** Something that a request needs is away: 503, and when to come again. `message` says what is, without a full stop. */
export function unavailable(message: string, cause?: unknown): ProblemError<StandardProblem> {
  return problem("unavailable", `${message}; try again later`, { headers: { "retry-after": "1" }, cause });
}

/** What the caller reads, as application/problem+json. */
export type ProblemBody<Name extends string = string> = {
  /** What a program decides by. */
  type: `${typeof PREFIX}${Name}`;
  title: string;
  status: number;
  detail: string;
  /** Leads to the line in the log. */
  requestId: string;
  errors?: Fault[];
};

export function toBody<Name extends string>(error: ProblemError<Name>, requestId: string): ProblemBody<Name> {
  const { problem: name, title, status, message: detail, errors } = error;
  return { type: `${PREFIX}${name}`, title, status, detail, requestId, ...(errors && { errors: [...errors] }) };
}
