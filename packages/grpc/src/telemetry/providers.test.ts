import { describe, expect, it } from "@jest/globals";
import { metrics, trace } from "@opentelemetry/api";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { AlwaysOffSampler, TracerProvider } from "@opentelemetry/sdk-trace";
import { findTelemetry } from "./providers.ts";

describe("findTelemetry()", () => {
  it("finds nothing in a process that has not set up OpenTelemetry, so that calls get no steps for it", () => {
    expect(findTelemetry()).toEqual({ tracer: undefined, meter: undefined });
  });

  it("finds what was set up, also where the sampler takes none of it now", () => {
    trace.setGlobalTracerProvider(new TracerProvider({ sampler: new AlwaysOffSampler() }));
    metrics.setGlobalMeterProvider(new MeterProvider());

    expect(findTelemetry()).toEqual({ tracer: expect.any(Object), meter: expect.any(Object) });
  });
});
