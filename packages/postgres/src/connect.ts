import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { DatabaseUnavailableError } from "./errors.ts";
import { explainFailure } from "./explain-failure.ts";
import type { Logger } from "./logger.ts";
import { describeTarget, targetOf } from "./target.ts";

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;
const LONGEST_TRY_MS = 5_000;

export type ConnectOptions = {
  url: string;
  /** How long to wait for a server that is away, in milliseconds. Default 30 000. */
  startTimeoutMs?: number | undefined;
  logger?: Logger | undefined;
  /** Makes the socket of each try. Default: pg's own. */
  stream?: (() => Socket) | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * Connects one client, waiting for a server that is away with back-off and jitter.
 *
 * @throws DatabaseUnavailableError at once when waiting cannot help, otherwise after `startTimeoutMs`.
 */
export async function connectWhenReady({
  url,
  startTimeoutMs = 30_000,
  logger,
  stream,
  signal,
}: ConnectOptions): Promise<pg.Client> {
  const target = targetOf(url);
  const startedAt = performance.now();
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    const leftMs = startTimeoutMs - (performance.now() - startedAt);
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: Math.max(1, Math.min(leftMs, LONGEST_TRY_MS)),
      keepAlive: true,
      ...(stream && { stream }),
    });
    // An 'error' event without a listener would end the process; the call in progress fails by itself.
    client.on("error", () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      const { reason, retry, remedy } = explainFailure(error, target);
      const waitMs = jitter(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1)));
      const elapsedMs = performance.now() - startedAt;
      if (!retry || elapsedMs + waitMs >= startTimeoutMs) {
        const after = retry ? ` after ${plural(attempt, "try", "tries")} in ${formatSeconds(elapsedMs)}` : "";
        throw new DatabaseUnavailableError(`Cannot open ${describeTarget(target)}: ${reason}${after}. ${remedy}`, {
          cause: error,
        });
      }
      logger?.warn(
        { event: "database.waiting", attempt, retryInMs: waitMs },
        `waiting for ${describeTarget(target)}: ${reason}`,
      );
      await delay(waitMs, undefined, signal && { signal });
    }
  }
}

/** Between half and the whole: processes that start together do not knock together. */
export function jitter(milliseconds: number): number {
  return Math.round(milliseconds * (0.5 + Math.random() / 2));
}

export function formatSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
