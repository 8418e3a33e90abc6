import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Client } from "pg";
import { from } from "pg-copy-streams";
import { v7 as newId } from "uuid";
import type { Job } from "./clients/job.ts";
import { chunkSize, chunks, storedIds } from "./products.ts";

const ITEMS = `copy cart_items (username, position, product_id, color, product_name, quantity, list_price, discount_code,
  discount, currency_code, price_time) from stdin`;

const REQUESTS = "copy applied_requests (username, request_id, applied_at, merged) from stdin";

const time = "2026-01-02T03:04:05.678Z";

/** Copies a cart of so many items into the tables of the cart service, an item for each product. */
export async function copyItems(rows: number, { databaseUrl, name }: Job): Promise<number> {
  let position = 0;
  const line = (productId: string) =>
    `${name}\t${++position}\t${productId}\t\tProduct ${position}\t1\t899.99\tCODE_100\t10\tUSD\t${time}\n`;
  return copy(databaseUrl, {
    before: `insert into carts (username, item_count) values ('${name}', ${rows})`,
    sql: ITEMS,
    lines: lines(rows, line),
  });
}

/** Copies as many requests for a cart that is there. */
export async function copyRequests(rows: number, { databaseUrl, name }: Job): Promise<number> {
  return copy(databaseUrl, { sql: REQUESTS, lines: lines(rows, () => `${name}\t${newId()}\t${time}\tf\n`) });
}

function* lines(rows: number, toLine: (productId: string) => string): Generator<string> {
  for (const ids of chunks(storedIds(rows), chunkSize)) yield ids.map(toLine).join("");
}

type Copy = { readonly before?: string; readonly sql: string; readonly lines: Iterable<string> };

async function copy(databaseUrl: string, { before, sql, lines }: Copy): Promise<number> {
  const client = new Client(databaseUrl);
  await client.connect();
  if (before !== undefined) await client.query(before);
  const stream = client.query(from(sql));
  await pipeline(Readable.from(lines), stream);
  await client.end();
  return stream.rowCount;
}
