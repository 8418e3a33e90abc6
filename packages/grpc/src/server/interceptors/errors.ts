import { isReceived, RpcError } from "../../rpc-error.ts";
import type { InboundCall } from "../inbound-call.ts";
import type { Interceptor } from "../interceptor.ts";

/** Codes of a failed downstream call that are as true of the call that made it: try again, or nobody waits any more. */
const passedOn = new Set(["CANCELLED", "DEADLINE_EXCEEDED", "UNAVAILABLE"]);

/** Turns what the domain throws into what the caller is told; undefined for an error that it does not know. */
export type MapError = (error: unknown) => RpcError | undefined;

function passOn(thrown: unknown): RpcError | undefined {
  if (!(thrown instanceof RpcError)) {
    return undefined;
  }
  if (!isReceived(thrown)) {
    return thrown;
  }
  const { retryInfo } = thrown.details;
  // To be full for a moment is the other server's RESOURCE_EXHAUSTED; our caller has exhausted nothing.
  const full = thrown.code === "RESOURCE_EXHAUSTED" && retryInfo !== undefined;
  return full || passedOn.has(thrown.code)
    ? new RpcError(full ? "UNAVAILABLE" : thrown.code, thrown.message, { details: { retryInfo }, cause: thrown })
    : undefined;
}

function opaque(call: InboundCall, cause: unknown): RpcError {
  return new RpcError("INTERNAL", "The server has failed: its log says why, under the request id", {
    details: { requestInfo: { requestId: call.requestId } },
    cause,
  });
}

/**
 * Turns what a handler threw into what its caller is told: what `mapError` makes of it, an RpcError as it is, and
 * anything else as an opaque INTERNAL that carries the request id and, on this side only, the cause.
 *
 * An RpcError that another server answered is not passed on as it is: its NOT_FOUND or PERMISSION_DENIED is about a call
 * that our caller knows nothing of.
 */
export function errors(mapError: MapError = () => undefined): Interceptor {
  return {
    translate(call, thrown) {
      try {
        return mapError(thrown) ?? passOn(thrown) ?? opaque(call, thrown);
      } catch (failure) {
        return opaque(call, new AggregateError([thrown, failure], "mapError() has itself failed"));
      }
    },
  };
}
