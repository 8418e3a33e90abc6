import { describe, expect, it } from "@jest/globals";
import { type Database, type Logger, openDatabase, startEmbeddedPostgres } from "../src/index.ts";
import { clusterFolder, freshDatabase, recordingLogger, startProxy, startServer } from "./server.ts";

const open = (url: string, more: { statementTimeoutMs?: number; logger?: Logger; startTimeoutMs?: number } = {}) =>
  openDatabase({ url, entities: [], migrations: [], logger: recordingLogger(), ...more });

const announce = (database: Database, payload: string) =>
  database.em().execute("select pg_notify('notes.changed', ?)", [payload]);

/** What a listener hears, and promises of a word and of the next gap. */
function ear() {
  const heard: string[] = [];
  let news = Promise.withResolvers<void>();
  const gap = Promise.withResolvers<void>();
  return {
    heard,
    gap: gap.promise,
    async until(payload: string) {
      while (!heard.includes(payload)) await news.promise;
    },
    channel: "notes.changed",
    onNotification(payload: string) {
      heard.push(payload);
      news.resolve();
      news = Promise.withResolvers();
    },
    onGap: () => gap.resolve(),
  };
}

describe("listen()", () => {
  it("hears what is committed by whomever, in order, and nothing that is rolled back", async () => {
    await using server = await startServer();
    const url = await freshDatabase(server);
    await using database = await open(url);
    await using other = await open(url);
    const listening = ear();
    await using _listener = await database.listen(listening);

    await announce(other, "one");
    const rolledBack = other.em().transactional(async (em) => {
      await em.execute("select pg_notify('notes.changed', 'never')");
      throw new Error("rolled back");
    });
    await expect(rolledBack).rejects.toThrow("rolled back");
    await announce(database, "two");
    await listening.until("two");

    expect(listening.heard).toEqual(["one", "two"]);
  });

  it("listens again when its server is back, and says that it may have missed something", async () => {
    await using folder = await clusterFolder();
    const { directory } = folder;
    const first = await startEmbeddedPostgres({ directory });
    await using database = await open(await freshDatabase(first));
    const listening = ear();
    await using _listener = await database.listen(listening);

    await first.stop();
    await using _second = await startEmbeddedPostgres({ directory, port: Number(new URL(first.url).port) });
    await listening.gap;

    await announce(database, "after the gap");
    await listening.until("after the gap");
    expect(listening.heard).toEqual(["after the gap"]);
  });

  it("notices a connection over which nothing comes back", async () => {
    await using server = await startServer();
    const url = new URL(await freshDatabase(server));
    await using proxy = await startProxy(Number(url.port));
    url.port = String(proxy.port);
    await using direct = await open(url.href.replace(url.port, new URL(server.url).port));
    const lost = Promise.withResolvers<void>();
    const warn = (fields: object) => {
      if ("event" in fields && fields.event === "database.listener_lost") lost.resolve();
    };
    await using database = await open(url.href, { statementTimeoutMs: 100, logger: { ...recordingLogger(), warn } });
    const listening = ear();
    await using _listener = await database.listen(listening);

    proxy.swallow(true);
    await announce(direct, "missed");
    await lost.promise;
    proxy.swallow(false);
    await listening.gap;

    await announce(direct, "heard");
    await listening.until("heard");
    expect(listening.heard).toEqual(["heard"]);
  });

  it("ends with the database, also while it cannot listen", async () => {
    await using folder = await clusterFolder();
    const server = await startEmbeddedPostgres({ directory: folder.directory });
    const database = await open(await freshDatabase(server));
    const listener = await database.listen(ear());
    await server.stop();

    await database.close();

    await expect(listener.close()).resolves.toBeUndefined();
  });

  it("refuses to start where there is no server", async () => {
    await using folder = await clusterFolder();
    const server = await startEmbeddedPostgres({ directory: folder.directory });
    await using database = await open(await freshDatabase(server), { startTimeoutMs: 2_000 });
    await server.stop();

    await expect(database.listen(ear())).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
  });
});
