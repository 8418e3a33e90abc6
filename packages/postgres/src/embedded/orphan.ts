import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive } from "@hexmart/runtime/is-alive";
import pg from "pg";
import type { Logger } from "../logger.ts";
import type { DataDirectory } from "./data-directory.ts";
import type { ServerUser } from "./server-user.ts";

/**
 * The name of the session that a process keeps open to the server it has started. The operating system closes it when
 * that process dies, however it dies: a server without such a session is an orphan. A process id in a file could by now
 * be anybody's.
 */
export const OWNER = "embedded-postgres owner";

/**
 * Stops the server that a process left behind when it died without stopping it.
 *
 * @throws Error when the server belongs to a process that is alive.
 */
export async function stopOrphan(
  directory: string,
  { data, password, binaries }: Pick<DataDirectory, "data" | "password" | "binaries">,
  user: ServerUser,
  logger: Logger | undefined,
): Promise<void> {
  // A server that is still starting or recovering refuses connections for a moment.
  for (let attempt = 1; attempt <= 20; attempt++) {
    const file = await readFile(join(data, "postmaster.pid"), "utf8").catch(() => "");
    const [pid, , , port] = file.split("\n").map(Number);
    if (!pid || !port || !isAlive(pid)) return;
    const owners = await countOwners({ data, password, port });
    if (owners !== undefined && owners > 0) {
      throw new Error(
        `Cannot start PostgreSQL in "${directory}": another process is running it at port ${port}. ` +
          "Stop that process, or choose another folder.",
      );
    }
    if (owners === 0) {
      logger?.warn({ event: "database.orphan", pid }, `stopping PostgreSQL ${pid}, which a dead process left behind`);
      await stopIfRunning({ data, binaries }, user, "fast");
      return;
    }
    await delay(100);
  }
  // Not reachable: whether this process id is a server of this folder, PostgreSQL itself knows best when it starts.
}

export async function stopIfRunning(
  { data, binaries }: Pick<DataDirectory, "data" | "binaries">,
  user: ServerUser,
  mode: "fast" | "immediate",
): Promise<void> {
  const running = await readFile(join(data, "postmaster.pid"), "utf8").catch(() => undefined);
  if (running === undefined) return;
  await binaries.run("pg_ctl", ["stop", "-D", data, "-m", mode, "-w", "-t", "60"], user);
}

/** How many processes look after the server at `port`; undefined when it is not the one of this folder. */
async function countOwners(server: { data: string; password: string; port: number }): Promise<number | undefined> {
  const client = connectLocally(server.port, server.password);
  try {
    await client.connect();
    const { rows } = await client.query(
      "select current_setting('data_directory') as data, " +
        "(select count(*)::int from pg_stat_activity where application_name = $1) as owners",
      [OWNER],
    );
    return rows[0].data === server.data ? rows[0].owners : undefined;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => {});
  }
}

export function connectLocally(port: number, password: string, applicationName = "embedded-postgres"): pg.Client {
  const client = new pg.Client({
    host: "127.0.0.1",
    port,
    user: "postgres",
    password,
    database: "postgres",
    application_name: applicationName,
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", () => {});
  return client;
}

/** The process id of the server that runs, or ran, on this data. */
export async function serverPid(data: string): Promise<number> {
  return Number((await readFile(join(data, "postmaster.pid"), "utf8")).split("\n")[0]);
}
