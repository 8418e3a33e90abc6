/** A database that cannot be opened: away, refusing this user, or not there. Nobody's bug, so `run` exits with 69. */
export class DatabaseUnavailableError extends Error {
  override readonly name = "DatabaseUnavailableError";
  readonly code = "DATABASE_UNAVAILABLE";
}

const GONE_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "57P01", // admin_shutdown
  "57P02", // crash_shutdown
  "57P03", // cannot_connect_now: starting up or shutting down
  "53300", // too_many_connections
  "DATABASE_UNAVAILABLE",
]);

// pg gives these no code.
const GONE_MESSAGES =
  /^Connection terminated|^Connection ended|^timeout (expired|exceeded)|^Query read timeout|connection error and is not queryable|^The server .*closed/i;

/**
 * Whether an error means that the database could not be reached, rather than that it refused what was asked. Such a call
 * may succeed later, so a server answers UNAVAILABLE (gRPC) or 503 (HTTP). Looks through `cause` and
 * `AggregateError.errors`.
 *
 * ```ts
 * mapError: (error) => isDatabaseUnavailable(error) ? new RpcError("UNAVAILABLE", "database is away") : undefined
 * ```
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  return gone(error, 0);
}

/**
 * Asks the database, and says in the application's own words that it cannot be reached: a domain knows no database, and
 * what was not reached is nobody's bug. Any other error is thrown as it is.
 *
 * ```ts
 * const notes = await askDatabase(UnavailableError, () => database.em().find(NoteRow, {}));
 * ```
 */
export async function askDatabase<Answer>(
  Unavailable: new (message: string, options: ErrorOptions) => Error,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask();
  } catch (cause) {
    throw isDatabaseUnavailable(cause) ? new Unavailable("The database cannot be reached", { cause }) : cause;
  }
}

function gone(error: unknown, depth: number): boolean {
  if (!isErrorLike(error) || depth > 5) return false;
  // Class 08 of SQLSTATE is "connection exception".
  if (typeof error.code === "string" && (GONE_CODES.has(error.code) || /^08...$/.test(error.code))) return true;
  if (GONE_MESSAGES.test(error.message)) return true;
  return [error.cause, ...(error.errors ?? [])].some((inner) => gone(inner, depth + 1));
}

type ErrorLike = { message: string; code?: unknown; cause?: unknown; errors?: unknown[] };

/** By shape, not by `instanceof`: an error of another realm is none of ours, as everything of Node's is inside jest. */
function isErrorLike(error: unknown): error is ErrorLike {
  return typeof error === "object" && error !== null && "message" in error && typeof error.message === "string";
}

export function messageOf(error: unknown): string {
  if (!isErrorLike(error)) return String(error);
  return error.message || codeOf(error) || "unknown error";
}

/** The code of an error, or of the first try where Node tried several addresses of a host. */
export function codeOf(error: unknown): string | undefined {
  if (!isErrorLike(error)) return undefined;
  return typeof error.code === "string" ? error.code : codeOf(error.errors?.[0]);
}
