import type { ServiceName } from "../topology.ts";
import { parseLogLine, problemOf } from "./log-record.ts";
import type { LogRecord, Platform, StartedService } from "./platform.ts";

/** How a start is watched, and how long it may take. */
export type StartOptions = {
  /** Told each line that a service logs. */
  readonly onLog?: (service: ServiceName, record: LogRecord, line: string) => void;
  /** Told what is being started, and what is ready. */
  readonly onProgress?: (progress: Progress) => void;
  /** Gives up starting when aborted, and stops what is up already. */
  readonly signal?: AbortSignal;
  /** How long a service may take to get ready, in milliseconds. Default: 60 000. */
  readonly readyTimeoutMs?: number;
};

/** A step of the start. */
export type Progress = {
  readonly part: "postgres" | ServiceName;
  readonly state: "starting" | "ready";
  readonly ms?: number;
};

/** Starts a service and waits until it says that it is ready. */
export async function startAndWait(
  platform: Platform,
  name: ServiceName,
  environment: Readonly<Record<string, string>>,
  { onLog, signal, readyTimeoutMs = 60_000 }: StartOptions,
): Promise<StartedService> {
  const ready = Promise.withResolvers<void>();
  const problems: string[] = [];
  const started = await platform.startService(name, environment, (line) => {
    const record = parseLogLine(line);
    if (record.event === "ready") ready.resolve();
    if (record.level !== "info" && record.level !== "debug") problems.push(problemOf(record));
    if (problems.length > 5) problems.shift();
    onLog?.(name, record, line);
  });
  void started.exited.then((code) =>
    ready.reject(new Error(`${name} ended with ${code ?? "a signal"} before it was ready: ${problems.join("; ")}`)),
  );
  const timer = setTimeout(
    () => ready.reject(new Error(`${name} was not ready after ${readyTimeoutMs} ms: ${problems.join("; ")}`)),
    readyTimeoutMs,
  );
  const giveUp = () => ready.reject(signal?.reason);
  signal?.addEventListener("abort", giveUp);
  if (signal?.aborted) giveUp();
  try {
    await ready.promise;
    return started;
  } catch (error) {
    await started.kill();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  }
}

/** Tells of a part that it is being started, and how long that took. */
export async function timed<T>(
  part: Progress["part"],
  { onProgress }: StartOptions,
  start: () => Promise<T>,
): Promise<T> {
  const begun = performance.now();
  onProgress?.({ part, state: "starting" });
  const started = await start();
  onProgress?.({ part, state: "ready", ms: Math.round(performance.now() - begun) });
  return started;
}
