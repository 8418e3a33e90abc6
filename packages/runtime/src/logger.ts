import { trace } from "@opentelemetry/api";
import { type DestinationStream, pino } from "pino";
import { batchLines } from "./line-batch.ts";
import { redactFields, redactLines } from "./redact.ts";

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

type LogMethod = {
  (fields: object, message?: string): void;
  (message: string): void;
};

/** The part of pino's logger that services and libraries use. Errors go into the field `err`. */
export type Logger = {
  debug: LogMethod;
  info: LogMethod;
  warn: LogMethod;
  error: LogMethod;
};

export type LoggerOptions = {
  service: string;
  level?: LogLevel;
  /** Where lines go; standard output by default. */
  destination?: DestinationStream;
};

let second = 0;
let upToSecond = "";

/** The time as pino puts it into a line. Only the milliseconds differ between most lines. */
function timestamp(): string {
  const now = Date.now();
  const millisecond = now % 1_000;
  if (now - millisecond !== second || upToSecond === "") {
    second = now - millisecond;
    upToSecond = new Date(second).toISOString().slice(0, -"000Z".length);
  }
  return `,"time":"${upToSecond}${String(millisecond).padStart(3, "0")}Z"`;
}

/**
 * A logger that writes one JSON object a line and takes tokens, passwords and keys out of each.
 * A line is written within some milliseconds, a warning or an error at once, and in any case before the process exits, so
 * that the last one before a crash is not lost; when standard output has been closed, lines are dropped. A line that is
 * written within a span names it: `trace_id`, `span_id`.
 *
 * ```ts
 * const logger = createLogger({ service: "discount" });
 * logger.info({ event: "products.inserted", count: 3 }, "inserted 3 products");
 * // {"level":"info","time":"2026-01-01T00:00:00.000Z","service":"discount","event":"products.inserted",…}
 * ```
 */
export function createLogger({ service, level = "info", destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp,
      formatters: { level: (label) => ({ level: label }), log: (fields) => redactFields(withTrace(fields)) },
      serializers: { err: (error) => redactFields(pino.stdSerializers.err(error)) },
    },
    destination === undefined ? batchLines(redacting(pino.destination({ fd: 1, sync: true }))) : redacting(destination),
  );
}

/** Not pino's mixin, which copies the fields of every line. */
function withTrace(fields: Record<string, unknown>): Record<string, unknown> {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined ? fields : { trace_id: span.traceId, span_id: span.spanId, ...fields };
}

function redacting(destination: DestinationStream): DestinationStream {
  return { write: (lines) => destination.write(redactLines(lines)) };
}
