// The only file that imports OpenTelemetry's SDK, and nobody imports it statically: see start.ts.
import { context, type DiagLogger, DiagLogLevel, diag, metrics, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { PrometheusExporter, PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Logger } from "../logger.ts";
import type { Telemetry, TelemetryOptions } from "./telemetry.ts";
import type { TelemetrySettings } from "./variables.ts";

/** A collector that is away is news once a minute, not with every batch. */
const QUIET_MS = 60_000;

/** Longest time to hand over what is left, so that a collector that is away holds up nobody's end. */
const LONGEST_GOODBYE_MS = 2_000;

export function startSdk({ service, settings, logger }: TelemetryOptions): Telemetry {
  diag.setLogger(diagnostics(logger), { logLevel: DiagLogLevel.WARN });
  const exporting = settings.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined;
  const resource = defaultResource()
    .merge(resourceFromAttributes({ "service.name": service, "service.instance.id": crypto.randomUUID() }))
    .merge(detectResources({ detectors: [envDetector] }));

  const scraped = new PrometheusExporter({ preventServerStart: true });
  const serializer = new PrometheusSerializer();
  const meters = new MeterProvider({
    resource,
    readers: [
      scraped,
      ...(exporting
        ? [
            new PeriodicExportingMetricReader({
              exporter: new OTLPMetricExporter(),
              exportIntervalMillis: settings.OTEL_METRIC_EXPORT_INTERVAL,
            }),
          ]
        : []),
    ],
  });
  metrics.setGlobalMeterProvider(meters);

  const tracers = exporting
    ? new TracerProvider({
        resource,
        sampler: createSampler(settings),
        spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
      })
    : undefined;
  if (tracers !== undefined) {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    trace.setGlobalTracerProvider(tracers);
  }

  return {
    async scrape() {
      const { resourceMetrics } = await scraped.collect();
      return serializer.serialize(resourceMetrics);
    },
    async stop() {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, LONGEST_GOODBYE_MS);
      // What goes wrong with it is told by diagnostics(), and is no reason to end badly.
      await Promise.race([Promise.allSettled([tracers?.shutdown(), meters.shutdown()]), late.promise]);
      clearTimeout(timer);
    },
  };
}

function createSampler({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: ratio }: TelemetrySettings) {
  switch (name) {
    case "always_on":
      return new AlwaysOnSampler();
    case "always_off":
      return new AlwaysOffSampler();
    case "traceidratio":
      return new TraceIdRatioBasedSampler(ratio);
    case "parentbased_always_on":
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
    case "parentbased_always_off":
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case "parentbased_traceidratio":
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });
  }
}

function diagnostics(logger: Logger): DiagLogger {
  let quietUntil = Number.NEGATIVE_INFINITY;
  const warn = (message: string) => {
    if (performance.now() < quietUntil) return;
    quietUntil = performance.now() + QUIET_MS;
    logger.warn({ event: "telemetry.failed" }, `OpenTelemetry: ${message}`);
  };
  return { error: warn, warn, info() {}, debug() {}, verbose() {} };
}
