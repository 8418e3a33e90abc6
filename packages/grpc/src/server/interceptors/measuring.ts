import type { DescMethod } from "@bufbuild/protobuf";
import type { Attributes, Meter } from "@opentelemetry/api";
import type { StatusCode } from "../../status-code.ts";
import { attributesOf, durationOptions, isServerFault, outcomeOf } from "../../telemetry/conventions.ts";
import type { Interceptor } from "../interceptor.ts";

/** Makes the steps that count and time the calls of a server, method by method. */
export function createMeasuring(meter: Meter): (method: DescMethod) => Interceptor {
  const duration = meter.createHistogram("rpc.server.call.duration", {
    ...durationOptions,
    description: "How long calls took, from the header to the status.",
  });
  // The conventions have no names for these three.
  const active = meter.createUpDownCounter("hexmart.rpc.server.active_calls", {
    unit: "{call}",
    description: "Calls under way.",
  });
  const requests = meter.createHistogram("hexmart.rpc.server.requests_per_call", {
    unit: "{message}",
    description: "Messages that the caller of a stream sent.",
  });
  const responses = meter.createHistogram("hexmart.rpc.server.responses_per_call", {
    unit: "{message}",
    description: "Messages that a stream was answered with.",
  });

  return (method) => {
    const attributes = attributesOf(method);
    const ends = new Map<StatusCode | "OK", Attributes>();
    const endOf = (code: StatusCode | "OK") => {
      const known = ends.get(code) ?? { ...attributes, ...outcomeOf(code, isServerFault(code)) };
      ends.set(code, known);
      return known;
    };
    const streams = method.methodKind !== "unary";
    return {
      start(call) {
        call.measured = true;
        active.add(1, attributes);
      },
      ...(streams && {
        message(call) {
          call.received += 1;
        },
      }),
      finish(call, error) {
        if (call.measured) {
          active.add(-1, attributes);
          duration.record((performance.now() - call.startedAt) / 1_000, endOf(error?.code ?? "OK"));
          if (streams) {
            requests.record(call.received, attributes);
            responses.record(call.sent, attributes);
          }
        }
      },
    };
  };
}
