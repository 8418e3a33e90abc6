import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "../logger.ts";
import { environment } from "./binaries.ts";
import { type DataDirectory, prepareDirectory } from "./data-directory.ts";
import { freePort } from "./free-port.ts";
import { connectLocally, OWNER, serverPid, stopIfRunning, stopOrphan } from "./orphan.ts";
import { type ServerUser, serverUser } from "./server-user.ts";

export type EmbeddedPostgresOptions = {
  /** Where the data is kept from one start to the next. */
  directory: string;
  /** A port of 127.0.0.1; any free one by default. */
  port?: number;
  logger?: Logger;
  /** For tests: faster, as nothing has to survive a power cut, and the folder is removed at the end. */
  temporary?: boolean;
};

export type EmbeddedPostgres = {
  /** Of the database postgres, with the password of its superuser. */
  readonly url: string;
  /** Ends every session and stops the server; the data stays. May be called again. */
  stop(): Promise<void>;
  /** For tests: ends the server as a crash would, with SIGKILL. The next start in the same folder recovers the data. */
  kill(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Starts PostgreSQL 18 from npm packages: no Docker, no installation. For development and tests, on 127.0.0.1 only,
 * with a password of its own that is kept in the folder. As root, the server runs as user postgres or nobody.
 *
 * The server also stops when this process exits. When the process is killed, the next start in the same folder stops
 * what it left behind.
 *
 * ```ts
 * await using server = await startEmbeddedPostgres({ directory: ".hexmart/postgres" });
 * const url = await createDatabase(server.url, "product");
 * ```
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { logger, temporary = false } = options;
  const directory = resolve(options.directory);
  const user = await serverUser(join(directory, "data"));
  const prepared = await prepareDirectory(directory, user);
  await stopOrphan(directory, prepared, user, logger);
  const port = await startServer(directory, prepared, user, options);
  const { data, password, binaries } = prepared;

  let stopping: Promise<void> | undefined;
  const owner = connectLocally(port, password, OWNER);
  owner.on("end", () => {
    if (!stopping) logger?.error({ event: "database.ended" }, `PostgreSQL has ended; see ${prepared.log}`);
  });
  await owner.connect();
  const handle = owner as unknown as { ref(): void; unref(): void }; // missing in @types/pg
  handle.unref();

  const mode = temporary ? "immediate" : "fast";
  const stopAtExit = () => {
    spawnSync(join(binaries.folder, "bin", "pg_ctl"), ["stop", "-D", data, "-m", mode, temporary ? "-w" : "-W"], {
      ...user.ids,
      cwd: binaries.folder,
      env: environment(),
      stdio: "ignore",
    });
    if (temporary) rmSync(directory, { recursive: true, force: true });
  };
  process.on("exit", stopAtExit);

  const stopServer = async () => {
    handle.ref();
    await owner.end().catch(() => {});
    await stopIfRunning(prepared, user, mode);
    if (temporary) await rm(directory, { recursive: true, force: true });
    process.off("exit", stopAtExit);
    logger?.info({ event: "database.stopped" }, "PostgreSQL has stopped");
  };
  const stop = () => {
    stopping ??= stopServer();
    return stopping;
  };

  const killServer = async () => {
    handle.ref();
    const ended = new Promise((resolve) => owner.once("end", resolve));
    process.kill(await serverPid(data), "SIGKILL");
    // The server's other processes notice that it is gone, and end: this session with them.
    await ended;
    process.off("exit", stopAtExit);
  };
  const kill = () => {
    stopping ??= killServer();
    return stopping;
  };

  const url = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
  logger?.info({ event: "database.started", port }, `PostgreSQL is listening on 127.0.0.1:${port}`);
  return { url, stop, kill, [Symbol.asyncDispose]: stop };
}

/** Starts the server, detached, so that a Ctrl-C in the terminal does not take it away from those who are draining. */
async function startServer(
  directory: string,
  { data, log, binaries }: DataDirectory,
  user: ServerUser,
  { port: wanted, temporary }: EmbeddedPostgresOptions,
): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(wanted);
    await writeFile(
      join(data, "embedded.conf"),
      formatSettings({
        port: String(port),
        listen_addresses: "127.0.0.1",
        unix_socket_directories: "",
        max_connections: "200",
        timezone: "UTC",
        log_timezone: "UTC",
        ...(temporary ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } : {}),
      }),
    );
    await rm(log, { force: true });
    try {
      await binaries.run("pg_ctl", ["start", "-D", data, "-l", log, "-w", "-t", "60"], user);
      return port;
    } catch (cause) {
      const said = await readFile(log, "utf8").catch(() => "");
      // Between looking for a free port and listening on it somebody else may have taken it.
      if (wanted === undefined && attempt < 5 && /Address already in use/i.test(said)) continue;
      // A server that was killed is gone before the processes that it had for its sessions.
      if (attempt < 100 && /shared memory block .* is still in use/.test(said)) {
        await delay(100);
        continue;
      }
      throw new Error(
        `Cannot start PostgreSQL in "${directory}": ${lastLines(said) || (cause as Error).message}\n` +
          `See "${log}". If no PostgreSQL is running, remove "${join(data, "postmaster.pid")}" and start again.`,
        { cause },
      );
    }
  }
}

function formatSettings(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`)
    .join("");
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-5).join("\n");
}
