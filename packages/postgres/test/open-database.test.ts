import { randomUUID } from "node:crypto";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createDatabase, type EmbeddedPostgres, openDatabase } from "../src/index.ts";
import {
  createNoteRepository,
  Migration0003Broken,
  Migration0003Index,
  migrations,
  NoteRow,
} from "./fixtures/notes.ts";
import { freshDatabase, recordingLogger, startServer } from "./server.ts";

let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const entities = [NoteRow];
const open = (url: string, more: Partial<Parameters<typeof openDatabase>[0]> = {}) =>
  openDatabase({ url, entities, migrations, logger: recordingLogger(), ...more });

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

describe("openDatabase()", () => {
  it("applies migrations in order and gives entity managers to work with", async () => {
    const logger = recordingLogger();
    await using database = await open(await freshDatabase(server), { logger });
    const notes = createNoteRepository(database);
    const [one, two] = [randomUUID(), randomUUID()].sort();

    await notes.add({ id: one ?? "", text: "first" });
    await notes.add({ id: two ?? "", text: "second" });

    expect(await notes.find(one ?? "")).toEqual({ id: one, text: "first" });
    expect(await notes.find(randomUUID())).toBeUndefined();
    expect(await Array.fromAsync(notes.list())).toEqual([
      { id: one, text: "first" },
      { id: two, text: "second" },
    ]);
    expect(logger.lines.filter(({ event }) => event === "database.migrated").map(({ migration }) => migration)).toEqual(
      ["Migration0001Notes", "Migration0002Likes"],
    );
  });

  it("keeps identity maps apart: one em() does not see what another has not flushed", async () => {
    await using database = await open(await freshDatabase(server));
    const id = randomUUID();
    const em = database.em();
    em.create(NoteRow, { id, text: "unflushed" });
    expect(await database.em().findOne(NoteRow, { id })).toBeNull();
  });

  it("applies what is missing when opened again with more migrations", async () => {
    const url = await freshDatabase(server);
    const [first] = migrations;
    if (first === undefined) throw new Error("no migration");
    await (await open(url, { migrations: [first], entities: [] })).close();
    const logger = recordingLogger();
    await using _ = await open(url, { logger });
    expect(logger.lines.filter(({ event }) => event === "database.migrated")).toHaveLength(1);
  });

  it("lets four replicas start at once on an empty database, and migrates once", async () => {
    const url = await freshDatabase(server);
    const loggers = Array.from({ length: 4 }, recordingLogger);
    const replicas = await Promise.all(loggers.map((logger) => open(url, { logger })));
    const applied = loggers.flatMap(({ lines }) => lines.filter(({ event }) => event === "database.migrated"));
    expect(applied).toHaveLength(migrations.length);
    await Promise.all(replicas.map((replica) => replica.ping()));
    await Promise.all(replicas.map((replica) => replica.close()));
  });

  it("builds an index concurrently while another replica waits for its turn", async () => {
    const url = await freshDatabase(server);
    const all = [...migrations, Migration0003Index];
    const replicas = await Promise.all([open(url, { migrations: all }), open(url, { migrations: all })]);
    const valid = "select indisvalid as valid from pg_index where indexrelid = 'notes_by_likes'::regclass";
    expect(await replicas[0].em().execute(valid)).toEqual([{ valid: true }]);
    await Promise.all(replicas.map((replica) => replica.close()));
  });

  it("names the migration that fails, keeps nothing of it, and goes on from there at the next start", async () => {
    const url = await freshDatabase(server);
    await expect(open(url, { migrations: [...migrations, Migration0003Broken] })).rejects.toThrow(
      /^Cannot migrate database "test_\d+" at 127\.0\.0\.1:\d+: Migration0003Broken failed: .*"nothing" does not exist/s,
    );
    const logger = recordingLogger();
    await using database = await open(url, { migrations: [...migrations, Migration0003Index], logger });
    expect(await database.em().execute("select to_regclass('half') as half")).toEqual([{ half: null }]);
    expect(logger.lines.filter(({ event }) => event === "database.migrated").map(({ migration }) => migration)).toEqual(
      ["Migration0003Index"],
    );
  });

  it("waits for a server that starts later, and says so", async () => {
    const port = await freePort();
    const logger = recordingLogger();
    const opening = createDatabase(`postgresql://postgres:x@127.0.0.1:${port}/postgres`, "late", { logger }).catch(
      (error) => error,
    );
    while (logger.lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await using _late = await startServer(port);
    // It gets as far as a server can be reached: the password is another.
    expect(await opening).toMatchObject({ message: expect.stringContaining("wrong password") });
    expect(logger.lines[0]).toMatchObject({
      level: "warn",
      event: "database.waiting",
      message: `waiting for database "postgres" at 127.0.0.1:${port}: connection refused`,
    });
  });

  it("gives up after startTimeoutMs, naming host, port, database and remedy but not the password", async () => {
    const port = await freePort();
    const error = await open(`postgresql://me:hunter2@127.0.0.1:${port}/shop`, { startTimeoutMs: 300 }).catch((e) => e);
    expect(error).toMatchObject({ name: "DatabaseUnavailableError", code: "DATABASE_UNAVAILABLE" });
    expect(error.message).toMatch(
      new RegExp(
        `^Cannot open database "shop" at 127\\.0\\.0\\.1:${port}: connection refused after \\d+ tries in 0\\.\\d s\\. Start PostgreSQL at`,
      ),
    );
    expect(error.message).not.toContain("hunter2");
  });

  it.each([
    ["a wrong password", { password: "hunter2" }, 'user "postgres" was refused: wrong password'],
    ["no password", { password: "" }, 'user "postgres" needs a password'],
    ["a database that is not there", { pathname: "/nope" }, 'there is no database "nope"'],
  ])("fails at the first try on %s", async (_, change, reason) => {
    const url = Object.assign(new URL(server.url), change);
    const logger = recordingLogger();
    const error = await open(url.href, { logger }).catch((e) => e);
    expect(error).toMatchObject({ code: "DATABASE_UNAVAILABLE", message: expect.stringContaining(reason) });
    expect(error.message).not.toContain("hunter2");
    expect(logger.lines).toEqual([]);
  });

  it("refuses a URL that is not one of PostgreSQL, without repeating it", async () => {
    await expect(open("mysql://me:hunter2@127.0.0.1/shop")).rejects.toThrow(/not one of PostgreSQL(?!.*hunter2)/);
  });

  it("stops waiting when its signal aborts", async () => {
    const stop = new AbortController();
    const logger = recordingLogger();
    const opening = open(`postgresql://me:x@127.0.0.1:${await freePort()}/shop`, { signal: stop.signal, logger });
    const failure = opening.catch((error) => error);
    while (logger.lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(await failure).toMatchObject({ name: "AbortError" });
  });

  it("cancels a statement that takes longer than statementTimeoutMs", async () => {
    await using database = await open(await freshDatabase(server), { statementTimeoutMs: 50 });
    await expect(database.em().execute("select pg_sleep(60)")).rejects.toThrow(/statement timeout/);
    await database.ping();
  });
});

describe("ping()", () => {
  it("rejects with the reason of a signal that aborts", async () => {
    await using database = await open(await freshDatabase(server));
    await expect(database.ping(AbortSignal.abort(new Error("no longer needed")))).rejects.toThrow("no longer needed");
    await database.ping(AbortSignal.timeout(20_000));
  });

  it("rejects once the database is closed, and close() may be called again", async () => {
    const database = await open(await freshDatabase(server));
    await Promise.all([database.close(), database.close()]);
    await database.close();
    await expect(database.ping()).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
  });
});

describe("createDatabase()", () => {
  it("creates a database once, whoever asks at the same moment, and keeps what is in it", async () => {
    const name = 'odd "name" ü';
    const urls = await Promise.all(Array.from({ length: 4 }, () => createDatabase(server.url, name)));
    expect(new Set(urls).size).toBe(1);
    await using database = await open(urls[0] ?? "");
    expect(await database.em().execute("select current_database() as name")).toEqual([{ name }]);
  });

  it("gives it to a role of its own, and lets no other in; the password is the last that was given", async () => {
    const owned = (name: string, password: string) => createDatabase(server.url, name, { owner: { name, password } });
    const as = (name: string, password: string, database: string) => {
      const url = new URL(server.url);
      return open(Object.assign(url, { username: name, password, pathname: `/${database}` }).href, { migrations: [] });
    };
    await Promise.all([owned("mine", "before"), owned("theirs", "b")]);
    await owned("mine", "it's new");

    await using database = await as("mine", "it's new", "mine");
    await database.em().execute("create table things ()");
    await expect(as("mine", "before", "mine")).rejects.toThrow("wrong password");
    await expect(as("theirs", "b", "mine")).rejects.toThrow("permission denied");
  });
});
