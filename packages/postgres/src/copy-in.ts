import { Buffer } from "node:buffer";
import type pg from "pg";
import type { Database } from "./open-database.ts";
import { quoteValues } from "./quote-values.ts";
import { follow } from "./traced-client.ts";

export type CopyIn = {
  /**
   * One or more `copy … from stdin`, and whatever else belongs to it, divided by semicolons: all of it is one round trip.
   * With $1, $2, … for its values.
   */
  sql: string;
  values?: readonly (string | number)[];
  /**
   * What each `copy` reads, in their order: a line for each row, fields divided by tabs, each by `copyField`. PostgreSQL
   * works on the first of several parts while the next ones are made.
   */
  rows: readonly (string | Iterable<string>)[];
};

/** What pg does for a query that it is given as an object; `@types/pg` knows nothing of COPY. */
type Wire = {
  query(sql: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
};

/**
 * Stores rows by `COPY`, several times as fast as by `INSERT`, all of them or none: the statements are sent as one, and
 * PostgreSQL makes them one transaction. The rows are held in memory, so many of them come in chunks.
 *
 * ```ts
 * const lines = notes.map(({ id, text }) => `${id}\t${copyField(text)}\n`).join("");
 * await copyIn(database, { sql: "copy notes (id, text) from stdin; delete from drafts", rows: [lines] });
 * ```
 *
 * Given the connection of a transaction instead of a database, it is a part of that.
 */
export async function copyIn(target: Database | pg.ClientBase, copy: CopyIn): Promise<void> {
  if (!("orm" in target)) return send(target, copy);
  const pool = (await target.orm.em.getConnection().getNativeClient()) as pg.Pool;
  const client = await pool.connect();
  try {
    await send(client, copy);
  } finally {
    client.release();
  }
}

function send(client: pg.ClientBase, { sql: template, values = [], rows }: CopyIn): Promise<void> {
  const sql = quoteValues(template, values);
  return follow(client, sql, () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let asked = 0;
    let failure: unknown;

    // Behind the statements at once: to be asked first would cost a round trip, and more where this process is busy by
    // then. PostgreSQL reads them when it comes to a `copy`, and throws away what it has no use for after an error.
    function sendRows(wire: Wire): void {
      try {
        for (const one of rows) {
          for (const part of typeof one === "string" ? [one] : one) wire.sendCopyFromChunk(Buffer.from(part));
          wire.endCopyFrom();
        }
      } catch (error) {
        // PostgreSQL then ends the statement with an error, which says less than this one.
        failure = error;
        wire.sendCopyFail("a row could not be made");
      }
    }

    client.query({
      submit(wire: unknown) {
        (wire as Wire).query(sql);
        sendRows(wire as Wire);
      },
      handleCopyInResponse(wire: Wire) {
        asked += 1;
        if (asked > rows.length) wire.sendCopyFail("no rows were given");
      },
      handleRowDescription() {},
      handleDataRow() {},
      handleEmptyQuery() {},
      handleCommandComplete() {},
      handleReadyForQuery: () => resolve(),
      handleError: (error: unknown) => reject(failure ?? error),
    });
    return promise;
  });
}

const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** A text as a field of COPY's text format. Most texts have nothing to escape, and are not copied. */
export function copyField(text: string): string {
  return SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character) : text;
}

/** Writes times as fields of COPY's text format. Rows that are stored together often share one, which is written once. */
export function copyTimes(): (time: Date) => string {
  let last: Date | undefined;
  let written = "";
  return (time) => {
    if (time !== last) written = time.toISOString();
    last = time;
    return written;
  };
}
