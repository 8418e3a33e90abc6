import { askDatabase, copyField, copyIn, type Database, transact } from "@hexmart/postgres";
import { UnavailableError } from "#domain/errors.ts";
import type { Product } from "#domain/product.ts";
import type { BulkInserts, ChunkKey, NewChunk, StoredChunk } from "#ports/bulk-inserts.ts";
import { COLUMNS, toCopyLines, toParameters, UNNESTED } from "./schema.ts";

const FIND = "select digest, outcome from bulk_insert_chunks where request_id = $1 and number = $2";

// Two for each that is remembered, so that there are never more than a day has brought.
const FORGET = `
  delete from bulk_insert_chunks where ctid = any(array(
    select ctid from bulk_insert_chunks where expire_time < now() order by expire_time limit 2 for update skip locked))`;

// #region copy
const COPY = `
  copy products (${COLUMNS}) from stdin;
  copy bulk_insert_chunks (request_id, number, digest, outcome, expire_time) from stdin;
  ${FORGET}`;
// #endregion copy

const ADD_MISSING = `
  insert into products (${COLUMNS})
  select * from ${UNNESTED}
  on conflict (id) do nothing
  returning id`;

const REMEMBER = `
  insert into bulk_insert_chunks (request_id, number, digest, outcome, expire_time)
  values ($1, $2, $3, $4, $5)`;

/**
 * A chunk goes in by COPY, as though all of its products were new: most often they are. COPY knows no `on conflict`, so
 * where an id is taken nothing is stored, and the chunk goes in by an insert that costs several times as much.
 */
export function createPostgresBulkInserts(database: Database): BulkInserts {
  async function find({ requestId, number }: ChunkKey): Promise<StoredChunk | undefined> {
    const pool = await database.orm.em.getConnection().getNativeClient();
    const query = { name: "bulk_inserts.find", text: FIND, values: [requestId, number] };
    const { rows } = await pool.query<StoredChunk>(query);
    return rows[0];
  }

  async function storeAll(chunk: NewChunk): Promise<StoredChunk> {
    const { requestId, number, digest, expireTime } = chunk;
    const products = inOneOrder(chunk.products);
    const outcome = chunk.outcome(new Set(products.map(({ id }) => id)));
    const remembered = [requestId, number, digest, copyField(JSON.stringify(outcome)), expireTime.toISOString()];
    await copyIn(database, { sql: COPY, rows: [toCopyLines(products), `${remembered.join("\t")}\n`] });
    return { digest, outcome };
  }

  const storeMissing = (chunk: NewChunk) =>
    transact(database, async (client): Promise<StoredChunk> => {
      const insert = { name: "bulk_inserts.add_missing", text: ADD_MISSING };
      const values = toParameters(inOneOrder(chunk.products));
      const { rows } = await client.query<{ id: string }>({ ...insert, values });
      const { requestId, number, digest, expireTime } = chunk;
      const outcome = chunk.outcome(new Set(rows.map(({ id }) => id)));
      const remembered = [requestId, number, digest, JSON.stringify(outcome), expireTime];
      await client.query({ name: "bulk_inserts.remember", text: REMEMBER, values: remembered });
      await client.query({ name: "bulk_inserts.forget", text: FORGET });
      return { digest, outcome };
    });

  return {
    find: (chunk) => askDatabase(UnavailableError, () => find(chunk)),

    add: (chunk) =>
      askDatabase(UnavailableError, async () => {
        try {
          return await storeAll(chunk).catch((error) => {
            if (violates(error, "products_pkey")) return storeMissing(chunk);
            throw error;
          });
        } catch (error) {
          // Somebody else was first with the same chunk: nothing was stored here, and the answer is theirs.
          const stored = violates(error, "bulk_insert_chunks_pkey") ? await find(chunk) : undefined;
          if (stored === undefined) throw error;
          return stored;
        }
      }),
  };
}

/** Everybody in one order, or two chunks that share ids could wait for each other for ever. */
function inOneOrder(products: readonly Product[]): Product[] {
  return products.toSorted((a, b) => (a.id === b.id ? 0 : a.id < b.id ? -1 : 1));
}

function violates(error: unknown, constraint: string): boolean {
  return typeof error === "object" && error !== null && "constraint" in error && error.constraint === constraint;
}
