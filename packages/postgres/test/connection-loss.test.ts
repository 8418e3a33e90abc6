import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { isDatabaseUnavailable, openDatabase, startEmbeddedPostgres, transact } from "../src/index.ts";
import { createNoteRepository, migrations, NoteRow } from "./fixtures/notes.ts";
import { clusterFolder, freshDatabase, recordingLogger, startProxy, startServer } from "./server.ts";

const entities = [NoteRow];

describe("an open database", () => {
  it("survives a restart of its server: calls fail meanwhile, and work afterwards", async () => {
    await using folder = await clusterFolder();
    const { directory } = folder;
    const first = await startEmbeddedPostgres({ directory });
    const logger = recordingLogger();
    await using database = await openDatabase({ url: await freshDatabase(first), entities, migrations, logger });
    const notes = createNoteRepository(database);
    const id = randomUUID();
    await notes.add({ id, text: "kept" });
    // One connection is idle and one is in use when the server goes.
    const inUse = database
      .em()
      .execute("select pg_sleep(60)")
      .catch((error: unknown) => error);
    await database.ping();

    await first.stop();
    expect(isDatabaseUnavailable(await inUse)).toBe(true);
    await expect(database.ping()).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    expect(isDatabaseUnavailable(await notes.find(id).catch((error) => error))).toBe(true);

    await using _second = await startEmbeddedPostgres({ directory, port: Number(new URL(first.url).port) });
    await database.ping();
    expect(await notes.find(id)).toEqual({ id, text: "kept" });
    await database.close();
  });

  it("survives the loss of a connection in the middle of a transaction that asks nothing just then", async () => {
    await using folder = await clusterFolder();
    const server = await startEmbeddedPostgres({ directory: folder.directory });
    const logger = recordingLogger();
    await using database = await openDatabase({ url: await freshDatabase(server), entities, migrations, logger });

    const interrupted = transact(database, async (client) => {
      const lost = new Promise((resolve) => client.once("end", resolve));
      await server.stop();
      await lost;
      await client.query("select 1");
    });

    expect(isDatabaseUnavailable(await interrupted.catch((error: unknown) => error))).toBe(true);
  });

  it("lets a connection go that nobody needs, without a word, however short its statements have to be", async () => {
    await using server = await startServer();
    const url = await freshDatabase(server);
    const logger = recordingLogger();
    await using observer = await openDatabase({ url, entities, migrations, logger: recordingLogger() });
    const sessions = async () => {
      const [row] = await observer
        .em()
        .execute<{ count: string }[]>(
          "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
        );
      return Number(row?.count);
    };
    await using database = await openDatabase({ url, entities, migrations, logger, statementTimeoutMs: 200 });
    await database.ping();
    expect(await sessions()).toBe(1);

    while ((await sessions()) > 0) await setImmediate();

    expect(logger.lines.filter(({ level }) => level !== "debug" && level !== "info")).toEqual([]);
  });

  it("gives up a connection over which nothing comes back, and recovers when the network does", async () => {
    await using server = await startServer();
    const url = new URL(await freshDatabase(server));
    await using proxy = await startProxy(Number(url.port));
    url.port = String(proxy.port);
    const logger = recordingLogger();
    await using database = await openDatabase({
      url: url.href,
      entities,
      migrations,
      logger,
      statementTimeoutMs: 100,
      poolSize: 1,
    });
    await database.ping();

    proxy.swallow(true);
    const lost = await database
      .em()
      .execute("select 1")
      .catch((error: unknown) => error);
    expect(isDatabaseUnavailable(lost)).toBe(true);
    await expect(database.ping()).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });

    proxy.swallow(false);
    await expect(eventually(() => database.ping())).resolves.toBeUndefined();
  });
});

/** Tries until it works; jest's own limit ends it otherwise. */
async function eventually(attempt: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await attempt();
    } catch {}
  }
}
