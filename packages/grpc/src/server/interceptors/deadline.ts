import type { MethodKind } from "../../engine/port.ts";
import { RpcError } from "../../rpc-error.ts";
import type { InboundCall } from "../inbound-call.ts";
import type { Interceptor } from "../interceptor.ts";

/** How long the server works on a call at most, in milliseconds. Also what a call gets that brings no deadline. */
export type ServerTimeouts = { readonly unaryMs: number; readonly streamMs: number };

const unitsMs: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 };

/** The milliseconds of a `grpc-timeout` header; undefined for one that is not what gRPC's specification allows. */
export function parseTimeout(timeout: string): number | undefined {
  const match = /^(\d{1,8})([HMSmun])$/.exec(timeout);
  const unit = match?.[2] === undefined ? undefined : unitsMs[match[2]];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

function expire(call: InboundCall): void {
  call.fail(new RpcError("DEADLINE_EXCEEDED", "The deadline of the call has passed"));
}

/** Ends a call at its deadline: the caller's, but never later than the server's own. */
export function deadline(options: { kind: MethodKind; timeouts: ServerTimeouts }): Interceptor {
  const capMs = options.kind === "unary" ? options.timeouts.unaryMs : options.timeouts.streamMs;
  return {
    start(call) {
      const { timeout } = call.wire;
      const askedMs = timeout === undefined ? capMs : parseTimeout(timeout);
      if (askedMs === undefined) {
        throw new RpcError(
          "INVALID_ARGUMENT",
          "Cannot read header grpc-timeout: it must be at most eight digits and a unit, one of H M S m u n",
        );
      }
      const timeoutMs = Math.min(askedMs, capMs);
      call.deadlineAt = Date.now() + timeoutMs;
      call.timer = setTimeout(expire, timeoutMs, call);
    },
    finish(call) {
      clearTimeout(call.timer);
    },
  };
}
