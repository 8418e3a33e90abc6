import { createNoopMeter, isSpanContextValid, type Meter, metrics, type Tracer, trace } from "@opentelemetry/api";

const library = "@hexmart/grpc";

/** Where spans and measurements go. Undefined where the process has set up nothing that would take them. */
export type Telemetry = { readonly tracer: Tracer | undefined; readonly meter: Meter | undefined };

/**
 * Asks once, when a server or client is made, so that a process without OpenTelemetry's SDK pays nothing for each call:
 * its steps are not there, instead of there and doing nothing. So the SDK is set up first, and serve() called then.
 */
export function findTelemetry(): Telemetry {
  const tracer = trace.getTracer(library);
  const meter = metrics.getMeter(library);
  // The API has no word for "is there an SDK": what makes ids is one. The probe is never ended, so never exported.
  const real = isSpanContextValid(tracer.startSpan("probe", { root: true }).spanContext());
  return { tracer: real ? tracer : undefined, meter: meter === createNoopMeter() ? undefined : meter };
}
