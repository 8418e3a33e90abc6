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
