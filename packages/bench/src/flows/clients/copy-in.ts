import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Client } from "pg";
import { from } from "pg-copy-streams";
import { chunkSize, chunks, columns, copyLine, newProducts } from "../products.ts";
import { moveRows } from "./job.ts";

// The same products into a table like that of the service, by COPY: what the database itself can do.
await moveRows(async (rows, { databaseUrl }) => {
  const client = new Client(databaseUrl);
  await client.connect();
  function* lines() {
    for (const chunk of chunks(newProducts(rows), chunkSize)) yield chunk.map(copyLine).join("");
  }
  const copy = client.query(from(`copy products_baseline (${columns}) from stdin`));
  await pipeline(Readable.from(lines()), copy);
  await client.end();
  return copy.rowCount;
});
