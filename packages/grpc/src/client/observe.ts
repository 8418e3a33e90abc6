import type { DescMethod } from "@bufbuild/protobuf";
import { type Attributes, context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { parseTarget } from "../address.ts";
import { RpcError } from "../rpc-error.ts";
import type { StatusCode } from "../status-code.ts";
import { attributesOf, durationOptions, outcomeOf } from "../telemetry/conventions.ts";
import type { Telemetry } from "../telemetry/providers.ts";

/** Begins to watch one try of a call: tells the server of its trace, in `header`. `earlier` tries have failed. */
export type Observe = (header: Record<string, string>, earlier: number) => Observation;

/** A try that is watched, until it has ended. */
export type Observation = { ended(code: StatusCode | "OK"): void };

/** The code of what a call failed with before its server heard of it. */
export function codeOf(thrown: unknown): StatusCode {
  return thrown instanceof RpcError ? thrown.code : "UNKNOWN";
}

/**
 * A span and a measured duration for each try of a method, so that retries are there to be seen: one span each, and on
 * all but the first how many came before. Undefined where nobody takes them.
 */
export function createObserve(
  { tracer, meter }: Telemetry,
  address: string,
): (method: DescMethod) => Observe | undefined {
  if (tracer === undefined && meter === undefined) {
    return () => undefined;
  }
  const [server, another] = parseTarget(address) ?? [];
  // Which of several servers a call has reached is not known here.
  const where: Attributes =
    server === undefined || another !== undefined ? {} : { "server.address": server.host, "server.port": server.port };
  const duration = meter?.createHistogram("rpc.client.call.duration", {
    ...durationOptions,
    description: "How long a try of a call took, from the header to the status.",
  });
  return (method) => {
    const attributes = { ...attributesOf(method), ...where };
    return (header, earlier) => {
      const startedAt = performance.now();
      const span = tracer?.startSpan(attributes["rpc.method"], {
        kind: SpanKind.CLIENT,
        attributes: earlier === 0 ? attributes : { ...attributes, "hexmart.rpc.previous_attempts": earlier },
      });
      if (span !== undefined) {
        propagation.inject(trace.setSpan(context.active(), span), header);
      }
      return {
        ended(code) {
          const outcome = outcomeOf(code, code !== "OK");
          duration?.record((performance.now() - startedAt) / 1_000, { ...attributes, ...outcome });
          span?.setAttributes(outcome);
          if (code !== "OK") {
            span?.setStatus({ code: SpanStatusCode.ERROR });
          }
          span?.end();
        },
      };
    };
  };
}
