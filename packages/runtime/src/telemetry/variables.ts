import * as z from "zod";

const samplers = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;

/**
 * What every process has for those who watch it. The names that begin with OTEL_ are OpenTelemetry's own; of those that
 * are not here, its exporter reads OTEL_EXPORTER_OTLP_* and its resource OTEL_RESOURCE_ATTRIBUTES.
 */
export const telemetryVariables = {
  ADMIN_ADDRESS: z
    .string()
    .regex(/^\S+:\d{1,5}$/, "is not host:port")
    .optional()
    .describe(
      "host:port to serve /metrics, /livez and /readyz on, to anybody who can reach it; without a value, nowhere.",
    ),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url()
    .optional()
    .describe(
      "URL of the OpenTelemetry collector that gets traces and metrics, by OTLP over HTTP; without a value, none does.",
    ),
  OTEL_SERVICE_NAME: z.string().optional().describe("Name of the service in traces and metrics, if not its own."),
  OTEL_TRACES_SAMPLER: z.enum(samplers).default("parentbased_always_on").describe("Which traces are kept."),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe("The part of all traces that a traceidratio sampler keeps, from 0 to 1."),
  OTEL_METRIC_EXPORT_INTERVAL: z.coerce
    .number()
    .int()
    .min(100)
    .default(60_000)
    .describe("Time between two exports of metrics to the collector, in milliseconds."),
};

/** What {@link telemetryVariables} yield. */
export type TelemetrySettings = z.output<z.ZodObject<typeof telemetryVariables>>;
