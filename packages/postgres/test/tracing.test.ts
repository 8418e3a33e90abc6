import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { copyField, copyIn, copyOut, type Database, type EmbeddedPostgres, openDatabase } from "../src/index.ts";
import { createNoteRepository, migrations, NoteRow } from "./fixtures/notes.ts";
import { freshDatabase, recordingLogger, startServer } from "./server.ts";

const exporter = new InMemorySpanExporter();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));

let server: EmbeddedPostgres;
let database: Database;
beforeAll(async () => {
  server = await startServer();
  const url = await freshDatabase(server);
  database = await openDatabase({ url, entities: [NoteRow], migrations, logger: recordingLogger() });
});
beforeEach(() => exporter.reset());
afterAll(async () => {
  await database?.close();
  await server?.stop();
});

/** Does something within a span, and answers the spans of the statements that it sent, with the id of that span. */
async function statementsOf(work: () => Promise<unknown>) {
  const parent = await trace.getTracer("test").startActiveSpan("work", async (span) => {
    await work().catch(() => {});
    span.end();
    return span.spanContext().spanId;
  });
  return { parent, spans: exporter.getFinishedSpans().filter(({ kind }) => kind === SpanKind.CLIENT) };
}

const secretNote = () => ({ id: randomUUID(), text: "it's a 'secret' \\ of alice" });

describe("the trace of a statement", () => {
  it("is a child of the current span, for each statement of a transaction", async () => {
    const { parent, spans } = await statementsOf(() =>
      database.em().transactional(async (em) => {
        em.create(NoteRow, secretNote());
      }),
    );

    expect(spans.map(({ name }) => name)).toEqual(["BEGIN", "INSERT notes", "COMMIT"]);
    expect(spans.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([parent, parent, parent]);
  });

  it("says what the conventions for PostgreSQL ask", async () => {
    const { hostname, port, pathname } = new URL(await database.orm.config.get("clientUrl", ""));
    const { spans } = await statementsOf(() => createNoteRepository(database).find(randomUUID()));

    expect(spans).toMatchObject([
      {
        name: "SELECT notes",
        attributes: {
          "db.system.name": "postgresql",
          "db.namespace": pathname.slice(1),
          "db.operation.name": "SELECT",
          "db.query.summary": "SELECT notes",
          "db.query.text": expect.stringMatching(/^select .* from "notes" as "n0" where "n0"."id" = \? limit \?$/),
          "server.address": hostname,
          "server.port": Number(port),
        },
      },
    ]);
  });

  it("covers what is written with kysely", async () => {
    const { spans } = await statementsOf(() =>
      database
        .em()
        .getKysely()
        .selectFrom("notes" as never)
        .selectAll()
        .execute(),
    );
    expect(spans.map(({ name }) => name)).toEqual(["SELECT notes"]);
  });

  it("covers COPY, both ways, without the values in it", async () => {
    const { id, text } = secretNote();
    const { spans } = await statementsOf(async () => {
      await copyIn(database, { sql: "copy notes (id, text) from stdin", rows: [`${id}\t${copyField(text)}\n`] });
      await copyOut(database, { sql: "select text from notes where id = $1", values: [id] });
      await copyOut(database, { sql: "select 1 / 0 from notes" });
    });

    expect(spans.map(({ name, status }) => [name, status.code])).toEqual([
      ["COPY notes", SpanStatusCode.UNSET],
      ["COPY notes", SpanStatusCode.UNSET],
      ["COPY notes", SpanStatusCode.ERROR],
    ]);
    expect(spans[1]?.attributes["db.query.text"]).toBe("copy (select text from notes where id = ?) to stdout");
  });

  it("covers what waits for a connection of the pool, each below the span that it waited in", async () => {
    const pool = await database.orm.em.getConnection().getNativeClient();
    const many = await Promise.all(
      Array.from({ length: 25 }, async (_, index) => {
        const { parent } = await statementsOf(() => pool.query(`select pg_sleep(0.01) from notes_${index}`));
        return [`SELECT notes_${index}`, parent];
      }),
    );

    const children = exporter.getFinishedSpans().filter(({ kind }) => kind === SpanKind.CLIENT);
    const found = children.map(({ name, parentSpanContext }) => [name, parentSpanContext?.spanId]);
    expect(found.toSorted()).toEqual(many.toSorted());
  });

  it("never holds a value, of a statement or of an error about it", async () => {
    const note = secretNote();
    const { spans } = await statementsOf(async () => {
      await createNoteRepository(database).add(note);
      await createNoteRepository(database).add(note);
    });

    expect(spans.at(-2)).toMatchObject({
      name: "INSERT notes",
      status: { code: SpanStatusCode.ERROR },
      attributes: { "error.type": "23505", "db.response.status_code": "23505" },
    });
    const said = JSON.stringify(
      spans.map(({ name, attributes, events, status }) => [name, attributes, events, status]),
    );
    for (const value of [note.id, "secret", "alice"]) expect(said).not.toContain(value);
  });

  it("is none outside of a span, as a health check is", async () => {
    await database.ping();
    await createNoteRepository(database).find(randomUUID());

    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it("leaves streams as they were", async () => {
    const note = secretNote();
    await createNoteRepository(database).add(note);
    const ids: string[] = [];
    await statementsOf(async () => {
      for await (const { id } of createNoteRepository(database).list()) ids.push(id);
    });

    expect(ids).toContain(note.id);
  });
});
