import type { JWK } from "jose";
import { AuthError } from "./auth-error.ts";
import { boundedFetch, type Fetch } from "./bounded-fetch.ts";
import { type Clock, millisecondsOf } from "./clock.ts";
import { createTokenRequest } from "./token-request.ts";
import { tracedFetch } from "./traced-fetch.ts";
import { untilAborted } from "./until-aborted.ts";

/** The part of a logger that is used; pino's has it. */
export type TokenLogger = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
};

export type TokenSourceOptions = {
  /** The issuer's URL. http is accepted only when this is http, for a laptop or a private network. */
  issuer: string;
  clientId: string;
  /** The client's private key, ES256 or Ed25519, as a JWK. Its `kid`, if any, is sent along. */
  privateKey: JWK;
  /** The resource the token is for (RFC 8707); it becomes the token's audience. */
  resource: string;
  scopes: readonly string[];
  /** The deadline of one request to the issuer, in milliseconds. Default 10 s. */
  timeoutMs?: number;
  fetch?: Fetch;
  clock?: Clock;
  /** A number in [0, 1) that spreads refreshes and retries. Default `Math.random`. */
  random?: () => number;
  logger?: TokenLogger;
};

export type TokenSource = {
  /**
   * The access token: from memory while it is fresh, else from the issuer.
   *
   * @throws `AuthError` when there is none to be had; the signal's reason when `signal` is aborted, which ends only
   * this caller's waiting.
   */
  get(signal?: AbortSignal): Promise<string>;
  /** Forgets the token because a server refused it. Another token than the present one is ignored. */
  invalidate(token: string): void;
};

type Held = { accessToken: string; refreshAt: number; expiresAt: number };
type Failure = { error: AuthError; count: number; retryAt: number };

/** A token is not handed out in its last seconds, in which it would expire on its way. */
const EXPIRY_MARGIN_MS = 2_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

/**
 * Makes a source of access tokens for a client that acts for itself (client credentials with private_key_jwt).
 *
 * However many callers ask at once, one request goes out. The token is renewed at 75–85 % of its life, while callers go
 * on with the present one; should the issuer be down, they do so until it expires. After a failure the issuer is left
 * alone for a while (0.5 s, doubling to 30 s). There is no timer, so nothing has to be closed.
 *
 * @example
 * const tokens = createTokenSource({
 *   issuer: "https://identity.example",
 *   clientId: "product-worker",
 *   privateKey: JSON.parse(process.env.CLIENT_KEY),
 *   resource: "urn:hexmart:product",
 *   scopes: ["product.write"],
 * });
 * const token = await tokens.get(AbortSignal.timeout(2_000));
 */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { fetch = globalThis.fetch, timeoutMs = 10_000, clock = Date, random = Math.random, logger } = options;
  const request = createTokenRequest({ ...options, fetch: tracedFetch(boundedFetch(fetch, timeoutMs)) });
  const named = { clientId: options.clientId, resource: options.resource, scopes: options.scopes };
  let held: Held | undefined;
  let failure: Failure | undefined;
  let flight: Promise<string> | undefined;

  async function obtain(): Promise<string> {
    try {
      // Its life began while the issuer made it, which the answer does not date: counted from the latest safe moment.
      const now = millisecondsOf(clock);
      const { accessToken, lifetimeSeconds } = await request();
      const life = lifetimeSeconds * 1000;
      // The jitter keeps replicas that started together from renewing together.
      held = { accessToken, refreshAt: now + life * (0.75 + 0.1 * random()), expiresAt: now + life };
      failure = undefined;
      logger?.info({ event: "token.obtained", ...named, lifetimeSeconds }, "obtained an access token");
      return accessToken;
    } catch (error) {
      failure = nextFailure(error);
      const { code, message } = failure.error;
      logger?.warn({ event: "token.failed", ...named, code, attempts: failure.count }, message);
      throw failure.error;
    }
  }

  function nextFailure(error: unknown): Failure {
    const known = error instanceof AuthError ? error : new AuthError("server_error", "Cannot obtain a token");
    const count = (failure?.count ?? 0) + 1;
    const delay = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (count - 1));
    return { error: known, count, retryAt: millisecondsOf(clock) + delay * (0.5 + 0.5 * random()) };
  }

  function renew(): Promise<string> {
    flight ??= obtain().finally(() => {
      flight = undefined;
    });
    return flight;
  }

  return {
    async get(signal) {
      signal?.throwIfAborted();
      const now = millisecondsOf(clock);
      const resting = failure !== undefined && now < failure.retryAt;
      // #region get
      if (held && now < held.expiresAt - EXPIRY_MARGIN_MS) {
        // Nobody waits for a renewal as long as the present token is good; a failure has been logged.
        if (now >= held.refreshAt && !resting) renew().catch(() => {});
        return held.accessToken;
      }
      // #endregion get
      if (failure && resting && !flight) throw failure.error;
      return untilAborted(renew(), signal);
    },
    invalidate(token) {
      if (held?.accessToken === token) held = undefined;
    },
  };
}
