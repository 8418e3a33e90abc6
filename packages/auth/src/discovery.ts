import * as oauth from "oauth4webapi";
import { AuthError } from "./auth-error.ts";
import type { Fetch } from "./bounded-fetch.ts";

/**
 * Reads the issuer's metadata (OpenID Connect Discovery 1.0).
 *
 * The metadata must name the very issuer that was asked for. Otherwise somebody who can answer in its place could
 * point us at keys of their own.
 */
export async function discover(issuer: string, fetch: Fetch): Promise<oauth.AuthorizationServer> {
  try {
    const url = new URL(issuer);
    const response = await oauth.discoveryRequest(url, requestOptions(issuer, fetch));
    return await oauth.processDiscoveryResponse(url, response);
  } catch (error) {
    throw unavailable(`Cannot read the metadata of issuer "${issuer}"`, error);
  }
}

/** The options that every request of oauth4webapi gets. http is allowed only where the issuer itself is http. */
export function requestOptions(issuer: string, fetch: Fetch) {
  return {
    [oauth.allowInsecureRequests]: new URL(issuer).protocol === "http:",
    [oauth.customFetch]: (url: string, init: unknown) => fetch(url, init as RequestInit),
  };
}

/** An error for "the issuer cannot be asked now", which says why without quoting what the issuer sent. */
export function unavailable(doing: string, error: unknown): AuthError {
  if (error instanceof AuthError) return error;
  return new AuthError("temporarily_unavailable", `${doing}: ${reasonOf(error)}`, { cause: withoutBodies(error) });
}

function reasonOf(error: unknown): string {
  if (!isErrorLike(error)) return "unknown reason";
  if (error.name === "TimeoutError") return "no answer in time";
  // undici says only "fetch failed"; the useful part ("connect ECONNREFUSED 127.0.0.1:5005") is its cause.
  const inner = error.cause;
  if (isErrorLike(inner) && inner.message !== "") return `${error.message} (${inner.message})`;
  if (typeof inner !== "object" || inner === null) return error.message;
  if ("attribute" in inner) return `${error.message} ("${String(inner.attribute)}")`;
  return "code" in inner ? `${error.message} (${String(inner.code)})` : error.message;
}

/**
 * oauth4webapi keeps the answer, and with it perhaps a token, in `cause` and `response` of its errors. Only errors of
 * the network are passed on as they are.
 */
function withoutBodies(error: unknown): unknown {
  const ofNetwork = isErrorLike(error) && (error.name === "TypeError" || error.name === "TimeoutError");
  return ofNetwork && !("response" in error) ? error : undefined;
}

/** `instanceof Error` says no to a DOMException on some runtimes, and to an error of another realm on all. */
function isErrorLike(value: unknown): value is Error {
  return typeof value === "object" && value !== null && "name" in value && "message" in value;
}
