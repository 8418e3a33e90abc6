import { setTimeout as delay } from "node:timers/promises";
import type { AnyEntity, EntityClass, EntitySchema } from "@mikro-orm/core";
import { type EntityManager, MikroORM } from "@mikro-orm/postgresql";
import type pg from "pg";
import { connectWhenReady } from "./connect.ts";
import { DatabaseUnavailableError } from "./errors.ts";
import { type Listener, type ListenOptions, startListener } from "./listen.ts";
import type { Logger } from "./logger.ts";
import { type Migrations, migrate } from "./migrate.ts";
import { createOrmLogger } from "./orm-logger.ts";
import { ping } from "./ping.ts";
import { createSocket } from "./socket.ts";
import { describeTarget, targetOf } from "./target.ts";
import { keepSpans, TracedClient } from "./traced-client.ts";

const LONGEST_GOODBYE_MS = 2_000;

export type OpenDatabaseOptions = {
  /** `postgresql://user:password@host:port/database`; parameters such as `?sslmode=verify-full` are heeded. */
  url: string;
  /** What `defineEntity` returned. */
  entities: readonly (EntityClass<AnyEntity> | EntitySchema)[];
  /** Classes that extend `Migration` of `@mikro-orm/migrations`, oldest first. */
  migrations: Readonly<Migrations>;
  logger: Logger;
  /** How long to wait for a server that is away, and for another process that migrates, in milliseconds: 30 000. */
  startTimeoutMs?: number;
  /** The longest a statement may take before PostgreSQL cancels it, in milliseconds: 30 000. Migrations are exempt. */
  statementTimeoutMs?: number;
  /** Connections kept at most: 10. */
  poolSize?: number;
  /** Ends the waiting. */
  signal?: AbortSignal;
};

/** An open database, safe for concurrent use. Losing the server fails the calls in flight, never the process. */
export type Database = {
  readonly orm: MikroORM;
  /** An entity manager with an identity map of its own: one for each request or transaction. */
  em(): EntityManager;
  /** Resolves when the database answers; rejects after 2 s, or when the signal aborts. For health checks. */
  ping(signal?: AbortSignal): Promise<void>;
  /**
   * Hears what is announced by NOTIFY on a channel, over one connection of its own, until it is closed or the database
   * is. Resolves when it listens: whatever is committed from then on is heard, or else `onGap` says that it may not
   * have been.
   */
  listen(options: ListenOptions): Promise<Listener>;
  /** Waits for the queries in flight, then closes every connection. May be called again. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Waits until the server answers, applies the migrations that are missing, and opens a pool of connections.
 *
 * ```ts
 * await using database = await openDatabase({ url, entities: [ProductRow], migrations, logger });
 * const product = await database.em().findOne(ProductRow, { id });
 * ```
 *
 * @throws DatabaseUnavailableError when there is no server within `startTimeoutMs`; at once when the user, the password
 * or the database is wrong.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const { url, migrations, logger, startTimeoutMs = 30_000, statementTimeoutMs = 30_000, signal } = options;
  const client = await connectWhenReady({ url, startTimeoutMs, logger, signal });
  try {
    await migrate({ url, migrations, logger, client, lockTimeoutMs: startTimeoutMs, signal });
  } finally {
    await client.end();
  }
  const orm = createOrm(options);
  const pool = (await orm.em.getConnection().getNativeClient()) as pg.Pool;
  keepSpans(pool);
  logger.info({ event: "database.opened" }, `opened ${describeTarget(targetOf(url))}`);

  const allClosed = watchConnections(pool);
  const listeners = new Set<Listener>();
  const closeAll = async () => {
    await Promise.all([...listeners].map((listener) => listener.close()));
    await orm.close();
    // MikroORM ends the pool only if it has run a query of its own.
    if (!pool.ending) await pool.end();
    await allClosed();
  };
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= closeAll();
    return closing;
  };
  return {
    orm,
    em: () => orm.em.fork(),
    ping: async (pingSignal) => {
      if (closing) throw new DatabaseUnavailableError(`Cannot reach ${describeTarget(targetOf(url))}: it is closed.`);
      await ping(pool, targetOf(url), pingSignal);
    },
    listen: async (listenOptions) => {
      const listener = await startListener({ url, startTimeoutMs, statementTimeoutMs, logger, ...listenOptions });
      listeners.add(listener);
      return listener;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function createOrm({
  url,
  entities,
  logger,
  statementTimeoutMs = 30_000,
  poolSize = 10,
}: OpenDatabaseOptions): MikroORM {
  return new MikroORM({
    clientUrl: url,
    entities: [...entities],
    discovery: { warnWhenNoEntities: false },
    ensureDatabase: false,
    loggerFactory: () => createOrmLogger(logger),
    driverOptions: {
      // MikroORM takes only host, port, user, password and database out of a URL; pg reads all of it.
      connectionString: url,
      Client: TracedClient,
      max: poolSize,
      connectionTimeoutMillis: 5_000,
      // Sooner than its silence counts as that of a server that is gone.
      idleTimeoutMillis: Math.min(10_000, statementTimeoutMs),
      statement_timeout: statementTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      stream: () => createSocket(statementTimeoutMs + 2_000),
    },
  });
}

/** `pool.end()` says goodbye without waiting for the answer; a server that stops just then would log broken sessions. */
function watchConnections(pool: pg.Pool): () => Promise<void> {
  const ends = new Set<Promise<void>>();
  pool.on("connect", (client) => {
    const ended = new Promise<void>((resolve) => client.once("end", resolve)).then(() => {
      ends.delete(ended);
    });
    ends.add(ended);
  });
  return async () => {
    await Promise.race([Promise.all(ends), delay(LONGEST_GOODBYE_MS, undefined, { ref: false })]);
  };
}
