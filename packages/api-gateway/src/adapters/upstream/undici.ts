import { UpstreamError } from "#domain/errors.ts";
import type { Headers } from "#domain/headers.ts";

/** No connection was made, so nothing can have arrived. UND_ERR_CLOSED: the replica is no longer among those of its name. */
const unsent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_CLOSED"]);

/** These also end connections on which a request has long been sent. */
const unsentByConnect = new Set(["EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"]);

/** A connection was made, and came to nothing. */
const broken =
  /^(ECONNRESET|EPIPE|ECONNABORTED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_\w+|HPE_\w+|ERR_SSL_\w+|ERR_TLS_\w+|.*CERT.*|.*SIGNATURE.*)$/;

export function isUnsent(error: unknown): boolean {
  const code = codeOf(error);
  return unsent.has(code) || (unsentByConnect.has(code) && (error as { syscall?: unknown }).syscall === "connect");
}

/** What an error of undici or the network is to the caller; what is neither is a fault of our own, and stays as it is. */
export function toUpstreamError(name: string, error: unknown, timedOut: boolean): unknown {
  if (error instanceof UpstreamError) return error;
  if (timedOut) return new UpstreamError("TIMED_OUT", `${name} has not answered in time`, { cause: error });
  if (isUnsent(error)) {
    return new UpstreamError("UNREACHABLE", `${name} cannot be reached`, { retryAfter: 1, cause: error });
  }
  if (!broken.test(codeOf(error)) && !isOfParser(error)) return error;
  return new UpstreamError("BROKEN", `${name} has ended the connection, or does not speak HTTP`, { cause: error });
}

/** Headers as undici has them raw: names and values in turn. */
export function pairsOf(raw: unknown): Headers {
  const texts = (raw as (Uint8Array | string)[]).map((part) => (typeof part === "string" ? part : latin1(part)));
  return Array.from({ length: texts.length / 2 }, (_, index) => [texts[2 * index] ?? "", texts[2 * index + 1] ?? ""]);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

/** Not every one of these has a code. */
function isOfParser(error: unknown): boolean {
  return typeof error === "object" && error !== null && "name" in error && error.name === "HTTPParserError";
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}
