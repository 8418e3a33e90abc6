import { type Database, isDatabaseUnavailable } from "@hexmart/postgres";
import { UnavailableError } from "#domain/errors.ts";
import type { ProductRepository, ProductStreamOptions } from "#ports/product-repository.ts";
import { type ProductColumns, toParameters, toProduct } from "./schema.ts";

const FIND = "select * from products where id = any($1::uuid[])";

// From the last product that was sent onwards, along the primary key: a page costs the same wherever it lies.
const PAGE = {
  oldestFirst: {
    start: "00000000-0000-0000-0000-000000000000",
    sql: "select * from products where id > $1 order by id asc limit $2",
  },
  newestFirst: {
    start: "ffffffff-ffff-ffff-ffff-ffffffffffff",
    sql: "select * from products where id < $1 order by id desc limit $2",
  },
};

const ADD_MISSING = `
  insert into products (id, name, description, price, currency_code, status, create_time)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::numeric[], $5::text[], $6::text[], $7::timestamptz[])
  on conflict (id) do nothing`;

/**
 * Speaks SQL to MikroORM's own pool: on these paths its entity manager would cost several times as much. A statement
 * with a name is parsed once a connection.
 */
export function createPostgresProductRepository(database: Database): ProductRepository {
  const connection = database.orm.em.getConnection();

  async function run(name: string, text: string, values: unknown[]) {
    const pool = await connection.getNativeClient();
    try {
      return await pool.query<ProductColumns>({ name, text, values });
    } catch (cause) {
      throw isDatabaseUnavailable(cause) ? new UnavailableError("The database cannot be reached", { cause }) : cause;
    }
  }

  async function* stream({ order, limit = Number.POSITIVE_INFINITY, chunkSize, signal }: ProductStreamOptions) {
    const { start, sql } = PAGE[order];
    let last = start;
    let left = limit;
    while (left > 0) {
      signal.throwIfAborted();
      const size = Math.min(chunkSize, left);
      const { rows } = await run(`products.${order}`, sql, [last, size]);
      signal.throwIfAborted();
      const page = rows.map(toProduct);
      if (page.length > 0) yield page;
      if (page.length < size) return;
      last = page.at(-1)?.id ?? last;
      left -= page.length;
    }
  }

  return {
    async findByIds(ids) {
      const { rows } = await run("products.find", FIND, [ids]);
      return rows.map(toProduct);
    },

    stream,

    async addMissing(products) {
      // Everybody in one order, or two inserts that share ids could wait for each other for ever.
      const sorted = products.toSorted((a, b) => (a.id === b.id ? 0 : a.id < b.id ? -1 : 1));
      const { rowCount } = await run("products.add_missing", ADD_MISSING, toParameters(sorted));
      return rowCount ?? 0;
    },
  };
}
