import type { Message } from "@bufbuild/protobuf";
import { RpcError } from "@hexmart/grpc";
import { UpstreamError } from "#domain/errors.ts";
import type { Guard } from "#ports/guard.ts";

type Guarded<Output> = {
  readonly call: () => Output;
  /** What it failed with, as the guard is to see it. */
  readonly toError: (error: unknown) => unknown;
  /** Hears of what callers are not told: why the service cannot be reached, addresses and all. */
  readonly onLost: (error: RpcError) => void;
};

// #region unary
/** A call that waits for its place, and is not made to a service that fails again and again. */
export async function guardedUnary(
  guard: Guard,
  signal: AbortSignal,
  { call, toError, onLost }: Guarded<Promise<Message>>,
): Promise<Message> {
  const leave = await entered(guard, signal);
  try {
    return await guard.attempt(() => call().catch(rethrow(toError)));
  } catch (error) {
    throw toRpcError(error, onLost);
  } finally {
    leave();
  }
}
// #endregion unary

/** The same of a stream of answers: it has its place until it ends, and has succeeded with its first message. */
export async function* guardedStream(
  guard: Guard,
  signal: AbortSignal,
  { call, toError, onLost }: Guarded<AsyncIterable<Message>>,
): AsyncGenerator<Message> {
  const leave = await entered(guard, signal);
  try {
    const messages = call()[Symbol.asyncIterator]();
    try {
      let next = await guard.attempt(() => messages.next().catch(rethrow(toError)));
      for (; next.done !== true; next = await messages.next()) yield next.value;
    } catch (error) {
      throw toRpcError(error, onLost);
    } finally {
      await messages.return?.();
    }
  } finally {
    leave();
  }
}

/** The end of a deadline that the caller has set: of the service it says nothing. */
class HastyCallerError extends Error {
  override readonly name = "HastyCallerError";
}

/** What a call fails with, as the breaker is to see it: nobody closes a service for everybody by being in a hurry. */
export function blameCaller(error: unknown): unknown {
  const late = error instanceof RpcError && error.code === "DEADLINE_EXCEEDED";
  return late ? new HastyCallerError("The caller's own deadline has passed", { cause: error }) : error;
}

/** Whether an error says that a service is in trouble. */
export function isServiceFault(error: unknown): boolean {
  return error instanceof RpcError && (error.code === "UNAVAILABLE" || error.code === "DEADLINE_EXCEEDED");
}

function rethrow(toError: (error: unknown) => unknown): (error: unknown) => never {
  return (error) => {
    throw toError(error);
  };
}

async function entered(guard: Guard, signal: AbortSignal): Promise<() => void> {
  try {
    return await guard.enter(signal);
  } catch (error) {
    throw signal.aborted ? new RpcError("CANCELLED", "The caller has left", { cause: error }) : refusalOf(error);
  }
}

/** What the guard says when it lets nobody through. */
function refusalOf(error: unknown): unknown {
  return error instanceof UpstreamError ? unavailable(error) : error;
}

function toRpcError(error: unknown, onLost: (error: RpcError) => void): unknown {
  if (error instanceof HastyCallerError) return error.cause;
  // A service says when to come back. Without that it is gRPC's own report of a connection, addresses and all.
  const lost = error instanceof RpcError && error.code === "UNAVAILABLE" && error.details.retryInfo === undefined;
  if (!lost) return refusalOf(error);
  onLost(error);
  return unavailable(new UpstreamError("UNREACHABLE", "The service cannot be reached", { cause: error }));
}

function unavailable(error: UpstreamError): RpcError {
  const { message, code, retryAfter = 1 } = error;
  return new RpcError("UNAVAILABLE", `${message}: try again later`, {
    details: {
      errorInfo: { reason: `UPSTREAM_${code}`, domain: "hexmart.dev" },
      retryInfo: { retryDelay: { seconds: BigInt(retryAfter) } },
    },
    cause: error.cause ?? error,
  });
}
