import type { Telemetry, TelemetryOptions } from "./telemetry.ts";

/**
 * Sets up OpenTelemetry, where somebody takes what it gathers: a collector, or whoever asks the admin port. Otherwise
 * its SDK is not even loaded, and everything that speaks to its API speaks to nobody, at next to no cost.
 */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry | undefined> {
  const { ADMIN_ADDRESS, OTEL_EXPORTER_OTLP_ENDPOINT } = options.settings;
  if (ADMIN_ADDRESS === undefined && OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return undefined;
  const { startSdk } = await import("./sdk.ts");
  return startSdk(options);
}
