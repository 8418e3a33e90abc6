import { askDatabase, copyOut, type Database } from "@hexmart/postgres";
import { UnavailableError } from "#domain/errors.ts";
import type { ProductRepository, ProductStreamOptions } from "#ports/product-repository.ts";
import { COLUMNS, type ProductColumns, toProducts } from "./schema.ts";

// From the last product that was sent onwards, along the primary key: a page costs the same wherever it lies.
const PAGE = {
  oldestFirst: {
    start: "00000000-0000-0000-0000-000000000000",
    sql: `select ${COLUMNS} from products where id > $1 order by id asc limit $2`,
  },
  newestFirst: {
    start: "ffffffff-ffff-ffff-ffff-ffffffffffff",
    sql: `select ${COLUMNS} from products where id < $1 order by id desc limit $2`,
  },
};

/** `last` is the id in the last row, if others may come after it. */
type Page = { readonly rows: ProductColumns[]; readonly last: string | undefined };

/** A statement for each chunk would cost more for the asking than for the rows. */
const CHUNKS_A_PAGE = 10;

/** Reads one page ahead, and holds nothing but memory in between. */
export function createProductStream(database: Database): ProductRepository["stream"] {
  return async function* ({
    order,
    afterId,
    limit = Number.POSITIVE_INFINITY,
    chunkSize,
    signal,
  }: ProductStreamOptions) {
    const { start, sql } = PAGE[order];
    let left = limit;
    async function readPage(after: string): Promise<Page> {
      signal.throwIfAborted();
      const size = Math.min(chunkSize * CHUNKS_A_PAGE, left);
      const page = { sql, values: [after, size] };
      const rows = await askDatabase(UnavailableError, () => copyOut<ProductColumns>(database, page));
      left -= rows.length;
      return { rows, last: rows.length === size && left > 0 ? rows.at(-1)?.[0] : undefined };
    }

    // #region one-page-ahead
    let next: Promise<Page> | undefined = readPage(afterId ?? start);
    while (next !== undefined) {
      const { rows, last }: Page = await next;
      // Read while this page is sent; should that fail, it is told when its turn comes.
      next = last === undefined ? undefined : readPage(last);
      next?.catch(() => {});
      for (let from = 0; from < rows.length; from += chunkSize) {
        signal.throwIfAborted();
        yield toProducts(rows.slice(from, from + chunkSize));
      }
    }
    // #endregion one-page-ahead
  };
}
