import { Client } from "pg";
import { chunkSize, chunks, storedIds } from "../products.ts";
import { moveRows } from "./job.ts";

const INSERT = `
  insert into cart_items (username, position, product_id, color, product_name, quantity, list_price, discount_code,
    discount, currency_code, price_time)
  select $1, $2::integer + place, product_id, '', 'Product ' || place, 1, 899.99, 'CODE_100', 10, 'USD', now()
  from unnest($3::uuid[]) with ordinality as item (product_id, place)`;

// The same items into the same table, a thousand in a statement, each a transaction.
await moveRows(async (rows, { databaseUrl, name }) => {
  const client = new Client(databaseUrl);
  await client.connect();
  await client.query("insert into carts (username) values ($1)", [name]);
  let count = 0;
  for (const ids of chunks(storedIds(rows), chunkSize)) {
    const { rowCount } = await client.query({ name: "insert", text: INSERT, values: [name, count, ids] });
    count += rowCount ?? 0;
  }
  await client.end();
  return count;
});
