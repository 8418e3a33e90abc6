import { RpcError } from "../rpc-error.ts";

/** What a call fails with when a signal aborted it. */
export function abortError(reason: unknown): RpcError {
  if (reason instanceof RpcError) {
    return new RpcError(reason.code, reason.message, { cause: reason });
  }
  const late = reason instanceof DOMException && reason.name === "TimeoutError";
  return late
    ? new RpcError("DEADLINE_EXCEEDED", "The time for the call is over", { cause: reason })
    : new RpcError("CANCELLED", "The call was cancelled by its signal", { cause: reason });
}
