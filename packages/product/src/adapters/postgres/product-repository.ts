import { askDatabase, type Database } from "@hexmart/postgres";
import DataLoader from "dataloader";
import { UnavailableError } from "#domain/errors.ts";
import type { Product } from "#domain/product.ts";
import type { ProductRepository } from "#ports/product-repository.ts";
import { listStatement } from "./list-statement.ts";
import { createProductStream } from "./product-stream.ts";
import {
  COLUMNS,
  type CreationRequestColumns,
  OFFER_COLUMNS,
  type ProductColumns,
  toCreationRequest,
  toOffers,
  toParameters,
  toProducts,
  toValues,
  UNNESTED,
} from "./schema.ts";

const MOST_IN_A_BATCH = 1_000;

const FIND = `select ${COLUMNS} from products where id = any($1::uuid[])`;

const FIND_OFFERS = `select ${OFFER_COLUMNS} from products where id = any($1::uuid[])`;

const ADD_MISSING = `
  insert into products (${COLUMNS})
  select * from ${UNNESTED}
  on conflict (id) do nothing`;

// All or nothing, in one statement: where the request is remembered there is nothing to insert, and where the id is
// taken the statement fails. Each request forgets two old ones, so that no job has to; one that another
// transaction forgets just now is left to that.
const ADD_REQUESTED = `
  with forgotten as (
    delete from creation_requests where id in (
      select id from creation_requests where time < $13 and id <> $10 order by time limit 2 for update skip locked
    )
  ), request as (
    insert into creation_requests as earlier (id, content, product_id, time) values ($10, $11, $1, $12)
    on conflict (id) do update set (content, product_id, time) = (excluded.content, excluded.product_id, excluded.time)
    where earlier.time < $13
    returning id
  )
  insert into products (${COLUMNS})
  select $1, $2, $3, $4::numeric, $5, $6, $7::timestamptz, $8::timestamptz, $9 from request`;

const FIND_REQUEST = "select * from creation_requests where id = $1 and time >= $2";

const REPLACE = `
  update products set (name, description, price, currency_code, status, create_time, update_time, etag) =
    ($2, $3, $4::numeric, $5, $6, $7::timestamptz, $8::timestamptz, $9)
  where id = $1 and etag = $10`;

const REMOVE = "delete from products where id = $1 and etag = $2";

/**
 * Speaks SQL to MikroORM's own pool: on these paths its entity manager would cost several times as much. A statement
 * with a name is parsed once a connection.
 */
export function createPostgresProductRepository(database: Database): ProductRepository {
  const connection = database.orm.em.getConnection();

  async function run<Row extends object = object>(name: string, text: string, values: unknown[]) {
    const pool = await connection.getNativeClient();
    return askDatabase(UnavailableError, () => pool.query<Row>({ name, text, values }));
  }

  /** Runs a statement that reads COLUMNS. */
  async function read(name: string, text: string, values: unknown[]): Promise<Product[]> {
    return toProducts(await rowsOf<ProductColumns>(name, text, values));
  }

  async function rowsOf<Row extends readonly unknown[]>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    const pool = await connection.getNativeClient();
    const query = { name, text, values, rowMode: "array" } as const;
    return (await askDatabase(UnavailableError, () => pool.query<Row>(query))).rows;
  }

  const findAll = (ids: readonly string[]) => read("products.find", FIND, [ids]);

  // Those who ask for one product in the same turn of the event loop share a statement, which begins after all of them
  // have asked. Nothing is kept, so that no answer is older than its question.
  const single = new DataLoader<string, Product | undefined>(
    async (ids) => {
      const byId = new Map((await findAll(ids)).map((product) => [product.id, product]));
      return ids.map((id) => byId.get(id));
    },
    { cache: false, maxBatchSize: MOST_IN_A_BATCH, batchScheduleFn: (look) => setImmediate(look) },
  );

  return {
    async findByIds(ids) {
      const [id, ...others] = ids;
      if (id === undefined || others.length > 0) return findAll(ids);
      const product = await single.load(id);
      return product === undefined ? [] : [product];
    },

    async findOffers(ids) {
      return toOffers(await rowsOf("products.find_offers", FIND_OFFERS, [ids]));
    },

    async list(query) {
      const { name, text, values } = listStatement(query);
      return read(name, text, values);
    },

    stream: createProductStream(database),

    async addMissing(products) {
      // Everybody in one order, or two inserts that share ids could wait for each other for ever.
      const sorted = products.toSorted((a, b) => (a.id === b.id ? 0 : a.id < b.id ? -1 : 1));
      const { rowCount } = await run("products.add_missing", ADD_MISSING, toParameters(sorted));
      return rowCount ?? 0;
    },

    async addRequested(product, { id, content, time }, since) {
      const values = [...toValues(product), id, content, time.toISOString(), since.toISOString()];
      try {
        return (await run("products.add_requested", ADD_REQUESTED, values)).rowCount === 1;
      } catch (cause) {
        if (isTaken(cause)) return false;
        throw cause;
      }
    },

    async findRequest(id, since) {
      const { rows } = await run<CreationRequestColumns>("products.find_request", FIND_REQUEST, [
        id,
        since.toISOString(),
      ]);
      return rows.map(toCreationRequest)[0];
    },

    async replace({ etag }, revised) {
      return (await run("products.replace", REPLACE, [...toValues(revised), etag])).rowCount === 1;
    },

    async remove({ id, etag }) {
      return (await run("products.remove", REMOVE, [id, etag])).rowCount === 1;
    },
  };
}

const UNIQUE_VIOLATION = "23505";

function isTaken(cause: unknown): boolean {
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === UNIQUE_VIOLATION;
}
