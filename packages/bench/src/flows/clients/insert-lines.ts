import { Client } from "pg";
import { v7 as newId } from "uuid";
import { chunkSize } from "../products.ts";
import { moveRows } from "./job.ts";

const INSERT = `
  insert into cart_items_baseline (username, position, product_id, color, product_name, quantity, list_price,
    discount_code, discount, currency_code, price_time)
  select $1, $2::integer + place, product_id, '', 'Product ' || place, 1, 899.99, 'CODE_100', 100, 'USD', now()
  from unnest($3::uuid[]) with ordinality as line (product_id, place)`;

// As many lines into a table like that of the cart, a thousand in a statement, with no one to ask for prices.
await moveRows(async (rows, { databaseUrl, name }) => {
  const client = new Client(databaseUrl);
  await client.connect();
  let count = 0;
  while (count < rows) {
    const ids = Array.from({ length: Math.min(chunkSize, rows - count) }, () => newId());
    const { rowCount } = await client.query({ name: "insert", text: INSERT, values: [name, count, ids] });
    count += rowCount ?? 0;
  }
  await client.end();
  return count;
});
