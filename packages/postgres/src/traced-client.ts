import { type Attributes, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import pg from "pg";
import { describeQuery } from "./describe-query.ts";

/**
 * A connection that leaves a span for each statement sent within another span, by OpenTelemetry's semantic conventions
 * for databases. Everything goes through here, whoever writes it: MikroORM, its kysely, and what is sent by hand.
 *
 * Cursors, COPY and what is sent with a callback pass by untold; so does all that nobody's span asks for, such as health
 * checks. Outside of a span it costs the question whether there is one.
 */
export class TracedClient extends pg.Client {
  /** One signature that fits all of pg's. */
  override query(...args: unknown[]): never {
    const send = () => (super.query as (...args: unknown[]) => unknown).apply(this, args);
    const sql = textOf(args[0]);
    const isWatched = trace.getActiveSpan()?.isRecording() ?? false;
    if (!isWatched || sql === undefined || typeof args.at(-1) === "function") return send() as never;

    const { text, operation, summary } = describeQuery(sql);
    const attributes = { ...this.#where, "db.query.text": text, "db.operation.name": operation };
    const span = trace.getTracer("@hexmart/postgres").startSpan(summary, {
      kind: SpanKind.CLIENT,
      attributes: { ...attributes, "db.query.summary": summary },
    });
    return watch(send() as Promise<unknown>, span) as never;
  }

  get #where(): Attributes {
    const { host, port, database } = this;
    return {
      "db.system.name": "postgresql",
      "server.address": host,
      "server.port": port,
      ...(database !== undefined && { "db.namespace": database }),
    };
  }
}

/** The text of a statement; undefined for what brings its own protocol, such as a cursor. */
function textOf(query: unknown): string | undefined {
  if (typeof query === "string") return query;
  if (typeof query !== "object" || query === null || "submit" in query || !("text" in query)) return undefined;
  return typeof query.text === "string" ? query.text : undefined;
}

async function watch<T>(sent: Promise<T>, span: Span): Promise<T> {
  try {
    return await sent;
  } catch (error) {
    span.setAttributes(failureOf(error)).setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** The code alone: PostgreSQL's messages quote values. */
function failureOf(error: unknown): Attributes {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "_OTHER";
  return { "error.type": code, ...(/^[0-9A-Z]{5}$/.test(code) && { "db.response.status_code": code }) };
}
