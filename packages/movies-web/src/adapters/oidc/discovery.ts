import * as oauth from "oauth4webapi";
import { UnavailableError } from "#domain/errors.ts";

const TIMEOUT_MS = 5_000;
/** Long enough to cost nothing, short enough to notice an issuer that moves its endpoints. */
const KEPT_MS = 10 * 60_000;

export type RequestOptions = {
  readonly [oauth.allowInsecureRequests]: boolean;
  readonly signal: () => AbortSignal;
};

/** How each request to the issuer is made: with a deadline, and without TLS only where its name says so. */
export function requestOptions(issuer: string): RequestOptions {
  return {
    [oauth.allowInsecureRequests]: new URL(issuer).protocol === "http:",
    signal: () => AbortSignal.timeout(TIMEOUT_MS),
  };
}

/** Finds out what the issuer has where, once for all who ask at the same time. */
export function createDiscovery(issuer: string, options: RequestOptions, now: () => Date) {
  let known: { readonly server: oauth.AuthorizationServer; readonly until: number } | undefined;
  let underWay: Promise<oauth.AuthorizationServer> | undefined;

  async function discover(): Promise<oauth.AuthorizationServer> {
    const url = new URL(issuer);
    const server = await reach(async () => {
      const response = await oauth.discoveryRequest(url, { ...options, algorithm: "oidc" });
      return oauth.processDiscoveryResponse(url, response);
    });
    known = { server, until: now().getTime() + KEPT_MS };
    return server;
  }

  return async (): Promise<oauth.AuthorizationServer> => {
    if (known !== undefined && now().getTime() < known.until) return known.server;
    underWay ??= discover().finally(() => {
      underWay = undefined;
    });
    // What was true ten minutes ago is better than nothing.
    return underWay.catch((error: unknown) => {
      if (known === undefined) throw error;
      return known.server;
    });
  };
}

/** Asks the issuer: a failure that is neither an answer of its own nor a check of one is an issuer that is away. */
export async function reach<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    const answered =
      cause instanceof oauth.ResponseBodyError ||
      cause instanceof oauth.WWWAuthenticateChallengeError ||
      cause instanceof oauth.AuthorizationResponseError;
    if (answered) throw cause;
    if (cause instanceof oauth.OperationProcessingError && !isServerFault(cause)) throw cause;
    throw new UnavailableError("The identity server cannot be reached", { cause });
  }
}

/** An answer that is none of the protocol, such as that of a proxy before an issuer that is down. */
function isServerFault({ code, cause }: oauth.OperationProcessingError): boolean {
  const conform = code !== oauth.RESPONSE_IS_NOT_CONFORM && code !== oauth.RESPONSE_IS_NOT_JSON;
  return !conform || (cause as { status?: number } | undefined)?.status === 503;
}
