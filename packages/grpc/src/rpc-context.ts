import { AsyncLocalStorage } from "node:async_hooks";
import type { DescMethod } from "@bufbuild/protobuf";

/**
 * Who calls, as the access token says.
 *
 * @example
 * ```ts
 * const alice: Principal = { subject: "9f1c", clientId: "movies-web", username: "alice", scopes: ["cart.read"] };
 * ```
 */
export type Principal = {
  /** The `sub` of the token. */
  readonly subject: string;
  /** The client that obtained the token. */
  readonly clientId: string;
  /** The user on whose behalf it calls; absent for a client that calls for itself. */
  readonly username?: string | undefined;
  /** The scopes granted. */
  readonly scopes: readonly string[];
};

/**
 * The call that a handler answers.
 *
 * @example
 * ```ts
 * async function getDiscount(request: GetDiscountRequest, context: RpcContext) {
 *   context.responseTrailer.set("x-cache", "hit");
 *   return { discount: await discounts.find(request.code, context.signal) };
 * }
 * ```
 */
export type RpcContext = {
  /** Aborts when the caller cancels, the deadline passes or the server is forced to stop. Its reason is an RpcError. */
  readonly signal: AbortSignal;
  /** When the caller stops waiting. */
  readonly deadline: Date;
  /** The caller's `x-request-id`, or one made here. Sent on with every call that the handler makes. */
  readonly requestId: string;
  /** Who calls; undefined in a public method. */
  readonly principal: Principal | undefined;
  /** What the caller sent. Values of `-bin` names are base64. */
  readonly requestHeader: Headers;
  /** What is sent before the first message. */
  readonly responseHeader: Headers;
  /** What is sent after the last message. */
  readonly responseTrailer: Headers;
  /** The method that is called. */
  readonly method: DescMethod;
};

/**
 * The call that the running code answers. Clients read it, so that calls made inside a handler inherit deadline,
 * cancellation and request id without any code in between knowing of gRPC.
 */
export const currentContext = new AsyncLocalStorage<RpcContext>();
