import { type Database, isDatabaseUnavailable, transact } from "@hexmart/postgres";
import { UnavailableError } from "#domain/errors.ts";
import type { BulkInserts, ChunkKey, NewChunk, StoredChunk } from "#ports/bulk-inserts.ts";
import { toParameters } from "./schema.ts";

const FIND = "select digest, outcome from bulk_insert_chunks where request_id = $1 and number = $2";

const ADD_MISSING = `
  insert into products (id, name, description, price, currency_code, status, create_time)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::numeric[], $5::text[], $6::text[], $7::timestamptz[])
  on conflict (id) do nothing
  returning id`;

const REMEMBER = `
  insert into bulk_insert_chunks (request_id, number, digest, outcome, expire_time)
  values ($1, $2, $3, $4, $5)`;

// Two for each that is remembered, so that there are never more than a day has brought.
const FORGET = `
  delete from bulk_insert_chunks where ctid = any(array(
    select ctid from bulk_insert_chunks where expire_time < now() order by expire_time limit 2 for update skip locked))`;

export function createPostgresBulkInserts(database: Database): BulkInserts {
  async function find({ requestId, number }: ChunkKey): Promise<StoredChunk | undefined> {
    const pool = await database.orm.em.getConnection().getNativeClient();
    const query = { name: "bulk_inserts.find", text: FIND, values: [requestId, number] };
    const { rows } = await pool.query<StoredChunk>(query);
    return rows[0];
  }

  const store = (chunk: NewChunk) =>
    transact(database, async (client): Promise<StoredChunk> => {
      // Everybody in one order, or two inserts that share ids could wait for each other for ever.
      const sorted = chunk.products.toSorted((a, b) => (a.id === b.id ? 0 : a.id < b.id ? -1 : 1));
      const insert = { name: "bulk_inserts.add_missing", text: ADD_MISSING, values: toParameters(sorted) };
      const { rows } = await client.query<{ id: string }>(insert);
      const { requestId, number, digest, expireTime } = chunk;
      const outcome = chunk.outcome(new Set(rows.map(({ id }) => id)));
      const values = [requestId, number, digest, JSON.stringify(outcome), expireTime];
      await client.query({ name: "bulk_inserts.remember", text: REMEMBER, values });
      await client.query({ name: "bulk_inserts.forget", text: FORGET });
      return { digest, outcome };
    });

  return {
    find: (chunk) => translated(() => find(chunk)),

    add: (chunk) =>
      translated(async () => {
        try {
          return await store(chunk);
        } catch (error) {
          // Somebody else was first with the same chunk: nothing was stored here, and the answer is theirs.
          const stored = violates(error, "bulk_insert_chunks_pkey") ? await find(chunk) : undefined;
          if (stored === undefined) throw error;
          return stored;
        }
      }),
  };
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw isDatabaseUnavailable(cause) ? new UnavailableError("The database cannot be reached", { cause }) : cause;
  }
}

function violates(error: unknown, constraint: string): boolean {
  return typeof error === "object" && error !== null && "constraint" in error && error.constraint === constraint;
}
