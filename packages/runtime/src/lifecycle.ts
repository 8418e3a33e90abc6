import process from "node:process";
import { exitCodes } from "./exit-codes.ts";
import type { Logger } from "./logger.ts";
import { explainStartFailure, type StartFailure } from "./start-failure.ts";

/** npm forwards the Ctrl-C that the terminal has already sent to the whole group: one press, two signals. */
const SAME_KEYPRESS_MS = 250;

/** What a started process is, to the one who runs it. */
export type Running = {
  /** Where it listens, for the "ready" line. */
  address?: string;
  /**
   * Settles when the process has done its work: fulfilled → drain and exit 0; rejected → exit 1, or drain and exit 69 when
   * it is a `GaveUpError`.
   */
  finished?: Promise<void>;
  /** Resolves while it can do its work, and rejects with why it cannot: what /readyz of the admin port follows. */
  health?(signal: AbortSignal): Promise<void>;
  /** Takes nothing new, finishes what is in flight, then closes what was opened. */
  drain(): Promise<void>;
};

type Life = {
  service: string;
  settings: Readonly<Record<string, unknown>>;
  shutdownTimeoutMs: number;
  logger: Logger;
  /** Stops when standard input ends, too. */
  stopWithStdin: boolean;
  start: (signal: AbortSignal) => Promise<Running>;
};

/** Starts, serves, drains and ends the process. Resolves when it is ready; the process ends by `process.exit`. */
export async function live({
  service,
  settings,
  shutdownTimeoutMs,
  logger,
  stopWithStdin,
  start,
}: Life): Promise<void> {
  const stopping = new AbortController();
  let running: Running | undefined;
  let signalledAt: number | undefined;
  let exitCode: number = exitCodes.stopped;

  // Without a handle of its own a process whose last socket has just closed would end with nobody's exit code.
  setInterval(() => {}, 2 ** 30);

  const crash = (error: unknown, message: string): never => {
    logger.error({ event: "crashed", err: error }, message);
    process.exit(exitCodes.crashed);
  };
  process.on("uncaughtException", (error) => crash(error, "uncaught exception"));
  process.on("unhandledRejection", (reason) => crash(reason, "unhandled rejection"));

  const stop = async (reason: string): Promise<void> => {
    if (stopping.signal.aborted) return;
    logger.info({ event: "draining", reason }, "draining");
    setTimeout(() => {
      logger.error(
        { event: "drain_timeout" },
        `not drained within ${shutdownTimeoutMs} ms (SHUTDOWN_TIMEOUT_MS): what is still in flight is cut off`,
      );
      process.exit(exitCodes.crashed);
    }, shutdownTimeoutMs);
    stopping.abort(new DOMException(`${service} is stopping: ${reason}`, "AbortError"));
    if (running !== undefined) await drain(running);
  };

  const drain = async (started: Running): Promise<never> => {
    try {
      await started.drain();
    } catch (error) {
      return crash(error, "drain failed");
    }
    return end();
  };

  const end = (): never => {
    logger.info({ event: "stopped" }, "stopped");
    process.exit(exitCode);
  };

  const explain = (error: unknown, otherwise: string): StartFailure => {
    const failure = explainStartFailure(error, service, settings);
    if (failure === undefined) return crash(error, otherwise);
    logger.error({ event: failure.event, code: failure.code }, failure.message);
    return failure;
  };

  const giveUp = (error: unknown): void => {
    exitCode = explain(error, `${service} failed`).exitCode;
    void stop("gave up");
  };

  const onSignal = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (signalledAt === undefined) {
      signalledAt = now;
      void stop(signal);
    } else if (now - signalledAt > SAME_KEYPRESS_MS) {
      logger.warn({ event: "interrupted" }, `second signal (${signal}): stopping at once`);
      process.exit(exitCodes.interrupted);
    }
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  if (stopWithStdin) process.stdin.on("end", () => void stop("standard input ended")).resume();

  try {
    running = await start(stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) {
      // Most often the abort itself, on its way out of compose().
      logger.debug({ err: error }, "did not start");
      return end();
    }
    process.exit(explain(error, `${service} could not start`).exitCode);
  }
  if (stopping.signal.aborted) return drain(running);

  logger.info({ event: "ready", ...(running.address === undefined ? {} : { address: running.address }) }, "ready");
  running.finished?.then(() => stop("finished"), giveUp);
}
