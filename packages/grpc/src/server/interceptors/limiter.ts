import type { MethodKind } from "../../engine/port.ts";
import { errorDomain } from "../../error-domain.ts";
import { RpcError } from "../../rpc-error.ts";
import type { Interceptor } from "../interceptor.ts";

/** How many calls a server works on at once, health and reflection aside. Infinity lifts a limit. */
export type Limits = {
  /** Unary calls. Beyond what the machine can do at once, more of them only makes all of them slower. */
  readonly inFlight: number;
  /** Streams, counted apart: one that only waits for news costs memory, but hardly any time. */
  readonly streams: number;
};

/** When a refused caller may try again: about as long as a burst lasts. */
const retryDelay = { nanos: 200_000_000 };

type Slots = { readonly limit: number; readonly of: string; taken: number };

function slots(name: keyof Limits, of: string, limit: number): Slots {
  if (!(limit >= 1)) {
    throw new Error(`Cannot serve: limits.${name} is ${limit}, which lets nothing in. Give at least 1, or Infinity`);
  }
  return { limit, of, taken: 0 };
}

function tooMany({ limit, of }: Slots): RpcError {
  return new RpcError("RESOURCE_EXHAUSTED", `The server already answers ${limit} ${of}: try again in a moment`, {
    details: {
      errorInfo: { reason: "TOO_MANY_CALLS", domain: errorDomain, metadata: { limit: String(limit) } },
      retryInfo: { retryDelay },
    },
  });
}

/**
 * Makes the steps that let in only so many calls at once, over all methods of a server, and refuse the others before
 * they have cost anything: a server that queues what it cannot do answers everybody too late.
 *
 * A slot is taken until the call has ended, whatever ended it. A handler that works on after that, against its signal,
 * no longer counts, or one that never returns would keep its slot for ever.
 */
export function createLimiter(limits: Limits): (kind: MethodKind) => Interceptor {
  const unary = slots("inFlight", "calls", limits.inFlight);
  const streaming = slots("streams", "streams", limits.streams);
  return (kind) => {
    const pool = kind === "unary" ? unary : streaming;
    return {
      start(call) {
        if (pool.taken >= pool.limit) {
          throw tooMany(pool);
        }
        pool.taken += 1;
        call.admitted = true;
      },
      finish(call) {
        if (call.admitted) {
          pool.taken -= 1;
        }
      },
    };
  };
}
