import type { EngineConnections } from "../engine/port.ts";
import type { Implementation } from "../implement.ts";
import type { Logger } from "../logger.ts";
import type { ServerTlsOptions } from "../tls.ts";
import type { Verify } from "./interceptors/authentication.ts";
import type { ServerTimeouts } from "./interceptors/deadline.ts";
import type { MapError } from "./interceptors/errors.ts";
import type { Limits } from "./interceptors/limiter.ts";
import type { PolicyOption } from "./policy.ts";

/**
 * What serve() needs.
 *
 * @example
 * ```ts
 * const options: ServeOptions = {
 *   address: "127.0.0.1:0",
 *   services: [implement(DiscountService, handlers)],
 *   auth: { policy, verify: createVerifier({ issuer, audience }) },
 *   timeouts: { unaryMs: 5_000 },
 * };
 * ```
 */
export type ServeOptions = {
  /** "host:port"; port 0 takes any that is free, and `Server.address` says which. */
  readonly address: string;
  /** What implement() returned; health and reflection come with it. */
  readonly services: readonly Implementation[];
  /**
   * Who may call. `policy` is the method option that states it in the contract, and `verify` checks an access token: it
   * rejects with an error whose `code` is "invalid_token" (UNAUTHENTICATED) or "temporarily_unavailable" (UNAVAILABLE).
   * "none" opens every method to everybody.
   */
  readonly auth: { readonly policy: PolicyOption; readonly verify: Verify } | "none";
  /**
   * TLS instead of plaintext; each of them as PEM or as the name of a file, which is read again when it changes. With
   * `clientCertificateAuthorities` only clients get in whose certificate one of those has signed (mTLS).
   */
  readonly tls?: ServerTlsOptions;
  /**
   * Without `tls`, whose access tokens are accepted: "loopback" (the default), only those of callers on this machine, since
   * on a network others may read them; "allow", everybody's, for a network that nobody else is on.
   */
  readonly plaintextTokens?: "loopback" | "allow";
  /** Resolves while the server can do its work; what grpc.health.v1.Health answers follows it. */
  readonly health?: (signal: AbortSignal) => Promise<void>;
  /** Turns a domain error into what the caller is told; undefined leaves it an opaque INTERNAL. */
  readonly mapError?: MapError;
  /** Where each call leaves its line; pino's shape. Default: JSON lines on standard output. */
  readonly logger?: Logger;
  /** How long a call may take at most, in milliseconds, whatever its caller asks. Default: 60 s unary, 10 min streams. */
  readonly timeouts?: Partial<ServerTimeouts>;
  /** How many calls may be under way at once; others end with RESOURCE_EXHAUSTED. Default: 256 unary, 1,000 streams. */
  readonly limits?: Partial<Limits>;
  /**
   * What each connection is allowed. After `maxAgeMs` milliseconds (default 30 min) a client is told to connect anew, which
   * is when it finds new replicas; calls that still run `maxAgeGraceMs` later (default 10 min) are cut. Beyond
   * `maxStreams` calls at once (default 1,000) further ones wait in the client.
   */
  readonly connections?: Partial<EngineConnections>;
  /** The largest request message in bytes, once decompressed. Default: 4 MiB. */
  readonly maxMessageBytes?: number;
  /** The largest request header in bytes, metadata and all; beyond it RESOURCE_EXHAUSTED. Default: 16 KiB. */
  readonly maxMetadataBytes?: number;
};

/**
 * A server that listens.
 *
 * @example
 * ```ts
 * const server: Server = await serve(options);
 * process.once("SIGTERM", () => server.drain({ timeoutMs: 10_000 }));
 * ```
 */
export type Server = {
  /** "host:port", with the port that is really bound. */
  readonly address: string;
  /**
   * Stops without dropping calls: health answers NOT_SERVING, nothing new is accepted, calls under way finish. Those that
   * still run after `timeoutMs` (default 10,000) end with UNAVAILABLE. Called again it returns the same promise.
   */
  drain(options?: { timeoutMs?: number }): Promise<void>;
  /** Drains within a second: `await using server = await serve(…)`. */
  [Symbol.asyncDispose](): Promise<void>;
};
