import process from "node:process";
import type { Config, ConfigOf, LifecycleValues } from "./define-config.ts";
import { exitCodes } from "./exit-codes.ts";
import { formatHelp, formatProblems } from "./help.ts";
import { live, type Running } from "./lifecycle.ts";
import { createLogger, type Logger } from "./logger.ts";
import { readConfig } from "./read-config.ts";
import { observed } from "./telemetry/observed.ts";
import type { TelemetrySettings } from "./telemetry/variables.ts";

/**
 * Puts a service together. `signal` is aborted when the process is told to stop before it has started. `once` says that
 * it was started with `--once`, which only a service whose configuration explains it can be.
 */
export type Compose<C extends Config> = (
  config: ConfigOf<C>,
  context: { logger: Logger; signal: AbortSignal; once: boolean },
) => Promise<Running>;

/** For whoever starts a service as a child: it stops when its standard input ends, so when its parent is gone. */
const STOP_WITH_STDIN = "--stop-with-stdin";

/** Does its work once and ends, where the configuration explains what that is. */
const ONCE = "--once";

/**
 * The life of a process: read the configuration, start, say "ready", and drain on SIGTERM or SIGINT; and all
 * the while to be watched, where ADMIN_ADDRESS or OTEL_EXPORTER_OTLP_ENDPOINT asks for it.
 * It ends the process itself, with one of {@link exitCodes}; a supervisor needs nothing else.
 *
 * ```ts
 * // main.ts
 * await run(config, compose);
 * ```
 */
export async function run<C extends Config>(config: C, compose: Compose<C>): Promise<void> {
  const known = [STOP_WITH_STDIN, ...(config.once === undefined ? [] : [ONCE])];
  const args = process.argv.slice(2).filter((argument) => !known.includes(argument));
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(formatHelp(config));
    return;
  }
  if (args.length > 0) {
    process.stderr.write(
      `Cannot start ${config.service}: unknown argument ${JSON.stringify(args[0])}. ` +
        "It is configured by environment variables; run it with --help to see them.\n",
    );
    process.exitCode = exitCodes.usage;
    return;
  }
  const result = readConfig(config, process.env);
  if (!result.ok) {
    process.stderr.write(formatProblems(config, result.problems));
    process.exitCode = exitCodes.config;
    return;
  }
  const values = result.values;
  const { LOG_LEVEL: level, SHUTDOWN_TIMEOUT_MS: shutdownTimeoutMs } = values as LifecycleValues;
  const settings = values as TelemetrySettings;
  const logger = createLogger({ service: config.service, level });
  await live({
    service: config.service,
    settings: values,
    shutdownTimeoutMs,
    logger,
    stopWithStdin: process.argv.includes(STOP_WITH_STDIN),
    start: observed({ service: config.service, settings, logger }, (signal) =>
      compose(values, { logger, signal, once: process.argv.includes(ONCE) }),
    ),
  });
}
