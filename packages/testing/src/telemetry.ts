import { type Attributes, context, metrics, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

export type { ReadableSpan };

/** What a metric stands at for one set of attributes; a histogram also by how many measurements. */
export type Point = { readonly attributes: Attributes; readonly sum: number; readonly count?: number };

/** Sets up OpenTelemetry as a process would, and writes down what it is given. Once in a test file: it is global. */
export function recordTelemetry(): {
  spans(): readonly ReadableSpan[];
  /** Where each metric stands now, by name. */
  metrics(): Promise<ReadonlyMap<string, readonly Point[]>>;
  forget(): void;
} {
  const spans = new InMemorySpanExporter();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }));
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  return {
    spans: () => spans.getFinishedSpans(),
    async metrics() {
      await reader.forceFlush();
      const all =
        exporter
          .getMetrics()
          .at(-1)
          ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
      return new Map(
        all.map(({ descriptor, dataPoints }) => [
          descriptor.name,
          dataPoints.map(({ attributes, value }) => ({
            attributes,
            ...(typeof value === "number" ? { sum: value } : { sum: value.sum ?? 0, count: value.count }),
          })),
        ]),
      );
    },
    forget: () => spans.reset(),
  };
}
