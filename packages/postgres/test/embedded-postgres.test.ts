import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import pg from "pg";
import { createDatabase, removeEmbeddedPostgres, startEmbeddedPostgres } from "../src/index.ts";
import { clusterFolder, recordingLogger } from "./server.ts";

const fixture = fileURLToPath(new URL("./fixtures/start-server.ts", import.meta.url));
const node = join(dirname(createRequire(import.meta.url).resolve("node/package.json")), "bin/node");

/** Another process that runs a server in `directory`; resolves when it has told the URL. */
async function startElsewhere(directory: string, ids: { uid?: number; gid?: number } = {}, then = "wait") {
  const child: ChildProcess = spawn(node, [fixture, directory, then], {
    ...ids,
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    output += chunk;
  });
  const ended = once(child, "close");
  while (!output.includes("\n")) {
    const over = await Promise.race([once(child.stdout ?? child, "data"), ended.then(() => "ended")]);
    if (over === "ended" && !output.startsWith("postgresql:")) throw new Error(output);
  }
  return {
    url: output.trim(),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    ended,
  };
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const serverPid = async (directory: string) =>
  Number((await readFile(join(directory, "data/postmaster.pid"), "utf8")).split("\n")[0]);

describe("startEmbeddedPostgres()", () => {
  it("starts PostgreSQL 18 with UTF-8 and UTC, on 127.0.0.1 only, behind a password", async () => {
    await using folder = await clusterFolder();
    const { directory } = folder;
    await using server = await startEmbeddedPostgres({ directory, temporary: true });
    const rows = await query(
      server.url,
      `select current_setting('server_version_num')::int / 10000 as version, current_setting('server_encoding') as encoding,
        current_setting('TimeZone') as zone, current_setting('listen_addresses') as addresses,
        current_setting('unix_socket_directories') as sockets, 'Ä' < 'a' as bytewise`,
    );
    expect(rows).toEqual([
      { version: 18, encoding: "UTF8", zone: "UTC", addresses: "127.0.0.1", sockets: "", bytewise: false },
    ]);
    const url = new URL(server.url);
    expect(url.password).toHaveLength(32);
    url.password = "guess";
    await expect(query(url.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
    expect((await stat(join(directory, "password"))).mode & 0o777).toBe(0o600);
  });

  it("recovers what was committed before its server was killed", async () => {
    await using folder = await clusterFolder();
    const { directory } = folder;
    const server = await startEmbeddedPostgres({ directory });
    await query(server.url, "create table kept as select 1 as committed");
    const killed = await serverPid(directory);

    await server.kill();

    expect(await serverPid(directory)).toBe(killed);
    await using again = await startEmbeddedPostgres({ directory });
    expect(await query(again.url, "select * from kept")).toEqual([{ committed: 1 }]);
    expect(await readFile(join(directory, "data/server.log"), "utf8")).toContain("not properly shut down");
  });

  it("keeps the data and the password from one start to the next, and stops twice without complaint", async () => {
    await using folder = await clusterFolder();
    const { directory } = folder;
    const first = await startEmbeddedPostgres({ directory });
    await query(await createDatabase(first.url, "shop"), "create table kept as select 1 as one");
    await Promise.all([first.stop(), first.stop()]);
    await first.stop();

    const port = Number(new URL(first.url).port);
    await using second = await startEmbeddedPostgres({ directory, port });
    expect(second.url).toBe(first.url);
    expect(await query(await createDatabase(second.url, "shop"), "table kept")).toEqual([{ one: 1 }]);
    await second.stop();
    await removeEmbeddedPostgres(directory);
    await expect(stat(directory)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("stops what a killed process left behind, and starts with its data", async () => {
    await using folder = await clusterFolder();
    const { directory } = folder;
    const killed = await startElsewhere(directory);
    await query(killed.url, "create table kept as select 1 as one");
    const orphan = await serverPid(directory);
    await killed.kill();

    const logger = recordingLogger();
    await using server = await startEmbeddedPostgres({ directory, logger });
    expect(logger.lines[0]).toMatchObject({ level: "warn", event: "database.orphan", pid: orphan });
    expect(await serverPid(directory)).not.toBe(orphan);
    await expect(query(killed.url, "select 1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(await query(server.url, "table kept")).toEqual([{ one: 1 }]);
  });

  it("leaves a server alone whose process is alive, and says where it is", async () => {
    await using folder = await clusterFolder();
    const { directory } = folder;
    const other = await startElsewhere(directory);
    const { port } = new URL(other.url);
    await expect(startEmbeddedPostgres({ directory })).rejects.toThrow(
      `Cannot start PostgreSQL in "${directory}": another process is running it at port ${port}. Stop that process, or choose another folder.`,
    );
    await expect(removeEmbeddedPostgres(directory)).rejects.toThrow("another process is running it");
    expect(await query(other.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await other.kill();
  });

  it("stops with the process that calls process.exit()", async () => {
    await using folder = await clusterFolder();
    const { directory } = folder;
    const other = await startElsewhere(directory, {}, "exit");
    expect(await other.ended).toEqual([0, null]);
    const logger = recordingLogger();
    await using _ = await startEmbeddedPostgres({ directory, logger });
    expect(logger.lines.map(({ event }) => event)).toEqual(["database.started"]);
  });

  it("runs for an ordinary user as well", async () => {
    await using folder = await clusterFolder();
    const { directory } = folder;
    const ids = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    if (ids.uid !== undefined) await chown(directory, ids.uid, ids.gid);
    const server = await startElsewhere(directory, ids);
    expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.kill();
  });

  it("says that the wanted port is taken", async () => {
    await using folder = await clusterFolder();
    await using listener = createServer();
    await once(listener.listen(0, "127.0.0.1"), "listening");
    const address = listener.address();
    const port = typeof address === "object" && address ? address.port : 0;
    await expect(startEmbeddedPostgres({ directory: folder.directory, port })).rejects.toMatchObject({
      code: "EADDRINUSE",
      message: `Cannot start PostgreSQL at 127.0.0.1:${port}: the port is taken. Stop what listens there, or choose another port.`,
    });
  });

  it("refuses data of another major version, naming the remedy, and changes nothing", async () => {
    await using folder = await clusterFolder();
    const { directory } = folder;
    await (await startEmbeddedPostgres({ directory })).stop();
    await writeFile(join(directory, "data/PG_VERSION"), "16\n");
    await expect(startEmbeddedPostgres({ directory })).rejects.toThrow(
      `Cannot start PostgreSQL 18 in "${directory}": its data was written by PostgreSQL 16. Move the folder away to start empty (mv "${directory}" "${directory}.16"), or convert it with pg_upgrade.`,
    );
    await writeFile(join(directory, "data/PG_VERSION"), "18\n");
    await (await startEmbeddedPostgres({ directory })).stop();
  });

  it("shows PostgreSQL's own words when it will not start", async () => {
    await using folder = await clusterFolder();
    const { directory } = folder;
    await (await startEmbeddedPostgres({ directory })).stop();
    await writeFile(join(directory, "data/postgresql.auto.conf"), "shared_buffers = 'lots'\n");
    await expect(startEmbeddedPostgres({ directory })).rejects.toThrow(/invalid value for parameter "shared_buffers"/);
  });

  it("writes nothing into a folder that a link leads to", async () => {
    await using folder = await clusterFolder();
    const link = `${folder.directory}-link`;
    await symlink(folder.directory, link);
    try {
      await expect(startEmbeddedPostgres({ directory: link })).rejects.toThrow("it is a symbolic link");
      await expect(readdir(folder.directory)).resolves.toEqual([]);
    } finally {
      await rm(link);
    }
  });

  it("says which folder root's server may not enter", async () => {
    await using folder = await clusterFolder();
    const closed = folder.directory;
    await chmod(closed, 0o700);
    const directory = join(closed, "below");
    const start = startEmbeddedPostgres({ directory, temporary: true });
    if (process.getuid?.() === 0) await expect(start).rejects.toThrow(`who may not enter "${closed}"`);
    else await (await start).stop();
  });
});
