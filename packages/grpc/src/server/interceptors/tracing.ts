import type { DescMethod } from "@bufbuild/protobuf";
import { propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import { attributesOf, isServerFault, outcomeOf } from "../../telemetry/conventions.ts";
import type { Interceptor } from "../interceptor.ts";

/**
 * A span for each call, in the trace that the caller's `traceparent` names or in one of its own. The handler runs inside
 * of it, so that what it calls and asks of its database hangs below. Of an error it keeps the code alone: messages may
 * quote what people typed, and the log has them in full under the same trace id.
 */
export function tracing(tracer: Tracer, method: DescMethod): Interceptor {
  const attributes = attributesOf(method);
  const options = { kind: SpanKind.SERVER, attributes };
  return {
    start(call) {
      const parent = propagation.extract(ROOT_CONTEXT, call.wire.header);
      call.trace = trace.setSpan(parent, tracer.startSpan(attributes["rpc.method"], options, parent));
    },
    finish(call, error) {
      const span = call.trace && trace.getSpan(call.trace);
      if (span !== undefined) {
        const code = error?.code ?? "OK";
        const isFault = isServerFault(code);
        span.setAttributes(outcomeOf(code, isFault));
        if (isFault) {
          span.setStatus({ code: SpanStatusCode.ERROR });
        }
        span.end();
      }
    },
  };
}
