import { metrics, SpanStatusCode, trace } from "@opentelemetry/api";

const library = "@hexmart/runtime";

/**
 * Runs a cycle of a loop within a span of its own, so that all that it calls is one trace, and counts it: cycles by
 * outcome, and when one last succeeded. One that ends because the loop is stopped has neither succeeded nor failed.
 */
export async function watched(signal: AbortSignal, cycle: () => Promise<void>): Promise<void> {
  const meter = metrics.getMeter(library);
  const cycles = meter.createCounter("hexmart.loop.cycles", {
    unit: "{cycle}",
    description: "Cycles that have ended, by outcome.",
  });
  const lastSuccess = meter.createGauge("hexmart.loop.last_success", {
    unit: "s",
    description: "When a cycle last succeeded, in seconds since 1970.",
  });
  return trace.getTracer(library).startActiveSpan("cycle", { root: true }, async (span) => {
    try {
      await cycle();
      cycles.add(1, { outcome: "succeeded" });
      lastSuccess.record(Date.now() / 1_000);
    } catch (error) {
      cycles.add(1, { outcome: signal.aborted ? "stopped" : "failed" });
      if (!signal.aborted) span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
