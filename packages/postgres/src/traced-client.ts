import { type Attributes, context, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import pg from "pg";
import { describeQuery } from "./describe-query.ts";

type Callback = (error: unknown, ...answer: unknown[]) => void;

/**
 * A connection that leaves a span for each statement sent within another span, by OpenTelemetry's semantic conventions
 * for databases. Everything goes through here, whoever writes it: MikroORM, its kysely, and what is sent by hand.
 *
 * Cursors pass by untold; so does all that nobody's span asks for, such as health checks. Outside of a span it costs the
 * question whether there is one.
 */
export class TracedClient extends pg.Client {
  /** One signature that fits all of pg's. */
  override query(...args: unknown[]): never {
    const send = (own: unknown[]) => (super.query as (...args: unknown[]) => unknown).apply(this, own);
    const sql = textOf(args[0]);
    const span = sql === undefined ? undefined : this.#startSpan(sql);
    if (span === undefined) return send(args) as never;
    const callback = args.at(-1);
    if (typeof callback !== "function") return watch(send(args) as Promise<unknown>, span) as never;
    const told: Callback = (error, ...answer) => {
      end(span, error);
      callback(error, ...answer);
    };
    return send([...args.slice(0, -1), told]) as never;
  }

  /** See {@link follow}. */
  follow<T>(sql: string, send: () => Promise<T>): Promise<T> {
    const span = this.#startSpan(sql);
    return span === undefined ? send() : watch(send(), span);
  }

  #startSpan(sql: string): Span | undefined {
    if (!trace.getActiveSpan()?.isRecording()) return undefined;
    const { text, operation, summary } = describeQuery(sql);
    const attributes = { ...this.#where, "db.query.text": text, "db.operation.name": operation };
    return trace.getTracer("@hexmart/postgres").startSpan(summary, {
      kind: SpanKind.CLIENT,
      attributes: { ...attributes, "db.query.summary": summary },
    });
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

/** Leaves a span for a statement that brings its own protocol, as COPY does. */
export function follow<T>(client: pg.ClientBase, sql: string, send: () => Promise<T>): Promise<T> {
  return client instanceof TracedClient ? client.follow(sql, send) : send();
}

/** The text of a statement; undefined for what brings its own protocol, such as a cursor. */
function textOf(query: unknown): string | undefined {
  if (typeof query === "string") return query;
  if (typeof query !== "object" || query === null || "submit" in query || !("text" in query)) return undefined;
  return typeof query.text === "string" ? query.text : undefined;
}

async function watch<T>(sent: Promise<T>, span: Span): Promise<T> {
  try {
    const answer = await sent;
    end(span, undefined);
    return answer;
  } catch (error) {
    end(span, error);
    throw error;
  }
}

function end(span: Span, error: unknown): void {
  if (error) span.setAttributes(failureOf(error)).setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** The code alone: PostgreSQL's messages quote values. */
function failureOf(error: unknown): Attributes {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "_OTHER";
  return { "error.type": code, ...(/^[0-9A-Z]{5}$/.test(code) && { "db.response.status_code": code }) };
}

/**
 * Gives a connection to who waited for it within the span of that waiting: pg's pool hands it on within that of whoever
 * gave it back.
 */
export function keepSpans(pool: pg.Pool): void {
  const connect = pool.connect.bind(pool) as (callback?: () => void) => unknown;
  const connectWithin = (callback?: () => void) =>
    callback === undefined ? connect() : connect(context.bind(context.active(), callback));
  pool.connect = connectWithin as typeof pool.connect;
}
