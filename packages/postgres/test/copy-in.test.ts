import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { copyField, copyIn, copyTimes, openDatabase, transact } from "../src/index.ts";
import { createNoteRepository, migrations, NoteRow } from "./fixtures/notes.ts";
import { freshDatabase, recordingLogger, startServer } from "./server.ts";

let server: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

async function openNotes() {
  const url = await freshDatabase(server);
  const database = await openDatabase({ url, entities: [NoteRow], migrations, logger: recordingLogger(), poolSize: 1 });
  const notes = createNoteRepository(database);
  return {
    database,
    notes,
    texts: async () => (await Array.fromAsync(notes.list(), ({ text }) => text)).toSorted(),
    [Symbol.asyncDispose]: () => database.close(),
  };
}

const COPY = "copy notes (id, text) from stdin";
const line = (text: string, id: string = randomUUID()) => `${id}\t${copyField(text)}\n`;

describe("copyIn()", () => {
  it("stores rows that come in parts, the first and the last of which may be empty", async () => {
    await using opened = await openNotes();
    const texts = ["one", "two", "three"];

    await copyIn(opened.database, { sql: COPY, rows: [["", ...texts.map((text) => line(text)), ""]] });

    expect(await opened.texts()).toEqual(texts.toSorted());
  });

  it("stores nothing of rows of which one cannot be made, and rejects with the reason", async () => {
    await using opened = await openNotes();
    const reason = new Error("no text");
    function* rows() {
      yield line("made");
      throw reason;
    }

    await expect(copyIn(opened.database, { sql: COPY, rows: [rows()] })).rejects.toBe(reason);
    expect(await opened.texts()).toEqual([]);
  });

  it.each(["a", "", "\\N", "\\.", "\\", "a\tb\nc\rd\\e", "\b\f\v\u0001\u007f", "\u{1f6d2} \u{10ffff}"])(
    "stores the text %j as it is",
    async (text) => {
      await using opened = await openNotes();

      await copyIn(opened.database, { sql: COPY, rows: [line(text)] });

      expect(await opened.texts()).toEqual([text]);
    },
  );

  it("gives each statement its own rows, and runs those that need none", async () => {
    await using opened = await openNotes();
    await copyIn(opened.database, { sql: COPY, rows: [line("old")] });

    const sql = `select 1; ${COPY}; delete from notes where text = 'old'; ${COPY}`;
    await copyIn(opened.database, { sql, rows: [line("a") + line("b"), line("c")] });

    expect(await opened.texts()).toEqual(["a", "b", "c"]);
  });

  it.each(["it's", "\\'; drop table notes --", "$1 $2"])(
    "takes the value %j for statements beside it",
    async (text) => {
      await using opened = await openNotes();
      await copyIn(opened.database, { sql: COPY, rows: [line(text) + line("other")] });

      const sql = `delete from notes where text = $1 and length(text) = $2; ${COPY}`;
      await copyIn(opened.database, { sql, values: [text, text.length], rows: [line("new")] });

      expect(await opened.texts()).toEqual(["new", "other"]);
    },
  );

  it("stores nothing when a statement is given no rows, or fails before it comes to them", async () => {
    await using opened = await openNotes();

    await expect(copyIn(opened.database, { sql: `${COPY}; ${COPY}`, rows: [line("a")] })).rejects.toMatchObject({
      code: "57014",
    });
    await expect(copyIn(opened.database, { sql: `select 1 / 0; ${COPY}`, rows: [line("b")] })).rejects.toMatchObject({
      code: "22012",
    });

    expect(await opened.texts()).toEqual([]);
  });

  it("stores nothing when there are no rows", async () => {
    await using opened = await openNotes();

    await copyIn(opened.database, { sql: COPY, rows: [""] });

    expect(await opened.texts()).toEqual([]);
  });

  it("stores nothing of any statement when one fails, says why, and goes on with the same connection", async () => {
    await using opened = await openNotes();
    const id = randomUUID();
    const rows = [line("a"), line("b", id) + line("c", id)];

    await expect(copyIn(opened.database, { sql: `${COPY}; ${COPY}`, rows })).rejects.toMatchObject({
      code: "23505",
      constraint: "notes_pkey",
    });

    expect(await opened.texts()).toEqual([]);
    await copyIn(opened.database, { sql: COPY, rows: [line("d")] });
    expect(await opened.texts()).toEqual(["d"]);
  });

  it("refuses a statement that is none, and a character that no text of PostgreSQL can hold", async () => {
    await using opened = await openNotes();

    await expect(copyIn(opened.database, { sql: "copy nothing from stdin", rows: [""] })).rejects.toMatchObject({
      code: "42P01",
    });
    await expect(copyIn(opened.database, { sql: COPY, rows: [line("\0")] })).rejects.toMatchObject({ code: "22021" });
  });
});

describe("transact()", () => {
  const insert = { text: "insert into notes (id, text) values ($1, $2)" };

  it("stores what its statements stored, and answers what the work answers", async () => {
    await using opened = await openNotes();

    const answer = await transact(opened.database, async (client) => {
      await client.query({ ...insert, values: [randomUUID(), "a"] });
      return 7;
    });

    expect(answer).toBe(7);
    expect(await opened.texts()).toEqual(["a"]);
  });

  it("stores nothing when the work fails, and goes on with the same connection", async () => {
    await using opened = await openNotes();
    const bug = new TypeError("a bug");
    const id = randomUUID();

    const failing = transact(opened.database, async (client) => {
      await client.query({ ...insert, values: [id, "a"] });
      throw bug;
    });
    await expect(failing).rejects.toBe(bug);
    const conflicting = transact(opened.database, async (client) => {
      await client.query({ ...insert, values: [id, "a"] });
      await client.query({ ...insert, values: [id, "b"] });
    });
    await expect(conflicting).rejects.toMatchObject({ code: "23505" });

    expect(await opened.texts()).toEqual([]);
  });
});

describe("copyTimes()", () => {
  it("writes each time as it is, also when the same one comes again", () => {
    const toTime = copyTimes();
    const [noon, later] = [new Date("2026-01-01T12:00:00.123Z"), new Date("2026-01-01T13:00:00Z")];

    const written = [noon, noon, later, noon, new Date(later)].map(toTime);

    expect(written).toEqual([noon, noon, later, noon, later].map((time) => time.toISOString()));
  });
});
