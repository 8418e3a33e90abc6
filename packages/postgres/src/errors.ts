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

function gone(error: unknown, depth: number): boolean {
  if (!(error instanceof Error) || depth > 5) return false;
  if ("code" in error && typeof error.code === "string") {
    // Class 08 of SQLSTATE is "connection exception".
    if (GONE_CODES.has(error.code) || /^08...$/.test(error.code)) return true;
  }
  if (GONE_MESSAGES.test(error.message)) return true;
  if (error instanceof AggregateError && error.errors.some((inner) => gone(inner, depth + 1))) return true;
  return gone(error.cause, depth + 1);
}
