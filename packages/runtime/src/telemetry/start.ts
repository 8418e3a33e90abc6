import type { Logger } from "../logger.ts";
import type { TelemetrySettings } from "./variables.ts";

export type TelemetryOptions = {
  readonly service: string;
  readonly settings: TelemetrySettings;
  readonly logger: Logger;
};

/** What takes a process's spans and measurements. */
export type Telemetry = {
  /** All metrics as they stand, in Prometheus' text format. */
  scrape(): Promise<string>;
  /** Hands over what is left, for at most 2 s. Never rejects. */
  stop(): Promise<void>;
};

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
