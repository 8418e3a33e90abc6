import { setTimeout as delay } from "node:timers/promises";
import type { MigrationsOptions } from "@mikro-orm/core";
import { Migrator } from "@mikro-orm/migrations";
import { MikroORM } from "@mikro-orm/postgresql";
import type pg from "pg";
import { formatSeconds, jitter } from "./connect.ts";
import { DatabaseUnavailableError, isDatabaseUnavailable, messageOf } from "./errors.ts";
import type { Logger } from "./logger.ts";
import { createOrmLogger } from "./orm-logger.ts";
import { describeTarget, targetOf } from "./target.ts";

/** Migration classes in the order in which they are applied. */
export type Migrations = NonNullable<MigrationsOptions["migrationsList"]>;

type MigrateOptions = {
  url: string;
  migrations: Readonly<Migrations>;
  logger: Logger;
  /** A connected client, which holds the lock. */
  client: pg.Client;
  lockTimeoutMs: number;
  signal?: AbortSignal | undefined;
};

// Any number will do as long as all replicas use the same; advisory locks are per database.
const LOCK = 0x6865786d; // "hexm"

/**
 * Applies the migrations that a database lacks, each in a transaction of its own. Replicas that start together take turns: the
 * first migrates, the others find nothing left to do.
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  const { client } = options;
  await lock(options);
  try {
    await applyPending(options);
  } finally {
    // Should the connection be lost, the server drops the lock with it.
    await client.query("select pg_advisory_unlock($1)", [LOCK]).catch(() => {});
  }
}

/**
 * Polls rather than waits inside PostgreSQL: a statement that waits holds a snapshot, for which a migration that runs
 * `create index concurrently` in another replica would wait in turn, for ever.
 */
async function lock({ url, client, lockTimeoutMs, logger, signal }: MigrateOptions): Promise<void> {
  const startedAt = performance.now();
  for (let attempt = 1; ; attempt++) {
    const { rows } = await client.query("select pg_try_advisory_lock($1) as locked", [LOCK]);
    if (rows[0]?.locked === true) return;
    const elapsedMs = performance.now() - startedAt;
    const target = describeTarget(targetOf(url));
    if (elapsedMs > lockTimeoutMs) {
      throw new DatabaseUnavailableError(
        `Cannot migrate ${target}: another process has been migrating it for ${formatSeconds(elapsedMs)}. ` +
          "Wait for it to finish and start again, or end its session (pg_stat_activity).",
      );
    }
    if (attempt === 1) logger.info({ event: "database.waiting" }, `waiting for another process to migrate ${target}`);
    await delay(jitter(100), undefined, signal && { signal });
  }
}

async function applyPending({ url, migrations, logger }: MigrateOptions): Promise<void> {
  // Of its own, without entities and time limits: entities change later while a migration must not, and building an
  // index may take longer than any query should.
  const orm = new MikroORM({
    clientUrl: url,
    driverOptions: { connectionString: url, application_name: "migrations" },
    entities: [],
    discovery: { warnWhenNoEntities: false },
    ensureDatabase: false,
    extensions: [Migrator],
    // The list and no snapshot: looking for files would need the right to read folders above this one.
    // One transaction each, since one around all would block a migration that cannot run in any.
    migrations: { migrationsList: [...migrations], snapshot: false, silent: true, allOrNothing: false },
    loggerFactory: () => createOrmLogger(logger),
  });
  let current = "";
  orm.migrator.on("migrating", ({ name }) => {
    current = name;
  });
  orm.migrator.on("migrated", ({ name }) => {
    logger.info({ event: "database.migrated", migration: name }, `applied migration ${name}`);
  });
  try {
    await orm.migrator.up();
  } catch (error) {
    const message =
      `Cannot migrate ${describeTarget(targetOf(url))}: ` +
      `${current === "" ? "" : `${current} failed: `}${messageOf(error)}`;
    throw isDatabaseUnavailable(error)
      ? new DatabaseUnavailableError(message, { cause: error })
      : new Error(message, { cause: error });
  } finally {
    await orm.close();
  }
}
