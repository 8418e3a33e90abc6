import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { connectWhenReady, jitter } from "./connect.ts";
import { messageOf } from "./errors.ts";
import type { Logger } from "./logger.ts";
import { createSocket } from "./socket.ts";

const LONGEST_WAIT_MS = 2_000;
const LONGEST_GOODBYE_MS = 2_000;

export type ListenOptions = {
  /** The name of the channel, as NOTIFY has it. */
  channel: string;
  /** Hears the payload of each NOTIFY that was committed. Must not throw. */
  onNotification(payload: string): void;
  /** The connection was lost and is back: something may have been announced in between. Must not throw. */
  onGap(): void;
};

/** Listens until it is closed. */
export type Listener = {
  /** Hears nothing any more. May be called again. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

type Connection = { url: string; startTimeoutMs: number; statementTimeoutMs: number; logger: Logger };

/**
 * Opens a connection that does nothing but listen, and opens it again whenever it is lost, for as long as it takes.
 *
 * @throws DatabaseUnavailableError when it cannot be opened the first time.
 */
export async function startListener({
  url,
  startTimeoutMs,
  statementTimeoutMs,
  logger,
  channel,
  onNotification,
  onGap,
}: Connection & ListenOptions): Promise<Listener> {
  const stop = new AbortController();
  const stream = () => createSocket(statementTimeoutMs + 2_000);

  async function open(): Promise<pg.Client> {
    const client = await connectWhenReady({ url, startTimeoutMs, logger, stream, signal: stop.signal });
    client.on("notification", ({ payload = "" }) => onNotification(payload));
    try {
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
  }

  /** Tries until it listens again; undefined when it is closed first. */
  async function reopen(): Promise<pg.Client | undefined> {
    while (!stop.signal.aborted) {
      try {
        const client = await open();
        if (!stop.signal.aborted) return client;
        await client.end();
      } catch (error) {
        if (stop.signal.aborted) return undefined;
        logger.warn({ event: "database.not_listening", channel }, `cannot listen to "${channel}": ${messageOf(error)}`);
        await delay(jitter(LONGEST_WAIT_MS), undefined, { signal: stop.signal }).catch(() => {});
      }
    }
    return undefined;
  }

  /** Resolves when the connection is lost, be it by the server's word or by its silence. */
  async function lost(client: pg.Client): Promise<void> {
    // Nobody may announce anything for hours: only an answer tells a quiet server from one that is gone.
    let asking = false;
    const ask = async () => {
      if (asking) return;
      asking = true;
      await client.query("select 1").catch(() => {});
      asking = false;
    };
    const heartbeat = setInterval(() => void ask(), statementTimeoutMs / 2);
    heartbeat.unref();
    await new Promise<void>((resolve) => client.once("end", resolve));
    clearInterval(heartbeat);
  }

  let client: pg.Client | undefined = await open();
  async function keepListening(): Promise<void> {
    while (client !== undefined) {
      await lost(client);
      if (stop.signal.aborted) return;
      logger.warn({ event: "database.listener_lost", channel }, `lost the connection that listens to "${channel}"`);
      client = await reopen();
      if (client !== undefined) onGap();
    }
  }

  const listening = keepListening();
  async function close(): Promise<void> {
    stop.abort();
    client?.end().catch(() => {});
    await Promise.race([listening, delay(LONGEST_GOODBYE_MS, undefined, { ref: false })]);
  }
  return { close, [Symbol.asyncDispose]: close };
}
