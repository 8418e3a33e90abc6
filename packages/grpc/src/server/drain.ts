import type { EngineServer } from "../engine/port.ts";
import { errorDomain } from "../error-domain.ts";
import { RpcError } from "../rpc-error.ts";
import type { CallTracker } from "./answer.ts";
import type { InboundCall } from "./inbound-call.ts";

/** How long connections get to carry the last words of calls that were forced to end. */
const lastWordsMs = 500;

/** When a call that was forced to end may be made again: not all of them at the same moment, which is the clients' part. */
const retryDelay = { nanos: 100_000_000 };

function shuttingDown(): RpcError {
  return new RpcError("UNAVAILABLE", "The server is shutting down: try again, at another replica or later", {
    details: { errorInfo: { reason: "SERVER_DRAINING", domain: errorDomain }, retryInfo: { retryDelay } },
  });
}

/** Resolves to whether the promise did within the time. */
async function within(timeoutMs: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, false);
  });
  const inTime = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}

/** Knows the calls under way, and brings a server to its end without losing them. */
export function drainer(): {
  readonly tracker: CallTracker;
  /** Aborts when draining begins. */
  readonly draining: AbortSignal;
  /** Begins; the promise is the same however often it is called. */
  start(server: EngineServer, timeoutMs: number): Promise<void>;
} {
  const calls = new Set<InboundCall>();
  const begin = new AbortController();
  let idle: PromiseWithResolvers<void> | undefined;
  let drained: Promise<void> | undefined;

  function whenIdle(): Promise<void> {
    if (calls.size === 0) {
      return Promise.resolve();
    }
    idle ??= Promise.withResolvers();
    return idle.promise;
  }

  // #region drain
  async function drain(server: EngineServer, timeoutMs: number): Promise<void> {
    begin.abort();
    const closed = server.close();
    if (!(await within(timeoutMs, whenIdle()))) {
      for (const call of [...calls]) {
        call.fail(shuttingDown());
      }
      await within(lastWordsMs, whenIdle());
    }
    // All that is left are connections whose other side does not close them.
    await within(lastWordsMs, closed);
    server.destroy();
  }
  // #endregion drain

  return {
    tracker: {
      started(call) {
        calls.add(call);
      },
      settled(call) {
        calls.delete(call);
        if (calls.size === 0) {
          idle?.resolve();
        }
      },
    },
    draining: begin.signal,
    start(server, timeoutMs) {
      drained ??= drain(server, timeoutMs);
      return drained;
    },
  };
}
