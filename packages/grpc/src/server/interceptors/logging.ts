import { trace } from "@opentelemetry/api";
import type { Logger } from "../../logger.ts";
import type { InboundCall } from "../inbound-call.ts";
import type { Interceptor } from "../interceptor.ts";

/** Codes that say that the server itself is at fault. */
const faults = new Set(["UNKNOWN", "INTERNAL", "DATA_LOSS"]);

/** What leads from a line to its trace; named as OpenTelemetry asks. */
function traceOf(call: InboundCall): object {
  const span = call.trace && trace.getSpanContext(call.trace);
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

/**
 * Writes one line for each call when it has ended: who called what, how it ended and how long it took. Never what
 * messages contain, and of an error only its code and reason, except for a fault of the server: that is logged in full
 * with its cause, since nobody else will ever see it.
 */
export function logging(options: { logger: Logger; method: string; level: "info" | "debug" }): Interceptor {
  const { logger, method, level } = options;
  return {
    finish(call, error) {
      const durationMs = Math.round((performance.now() - call.startedAt) * 100) / 100;
      const code = error?.code ?? "OK";
      const reason = error?.details.errorInfo?.reason;
      const line = {
        method,
        code,
        ...(reason === undefined ? {} : { reason }),
        durationMs,
        requestId: call.requestId,
        clientId: call.principal?.clientId,
        ...traceOf(call),
      };
      if (error !== undefined && faults.has(error.code)) {
        logger.error({ ...line, err: error.cause ?? error }, "call failed");
      } else {
        logger[level](line, "call finished");
      }
    },
  };
}
