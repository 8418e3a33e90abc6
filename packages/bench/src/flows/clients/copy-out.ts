import { Client } from "pg";
import { to } from "pg-copy-streams";
import { allColumns, readLine } from "../products.ts";
import { moveRows } from "./job.ts";

// The same rows by COPY, read into the same messages: what whoever wants the products has to do.
await moveRows(async (rows, { databaseUrl }) => {
  const client = new Client(databaseUrl);
  await client.connect();
  const source = `(select ${allColumns} from products order by id limit ${rows})`;
  const bytes = client.query(to(`copy ${source} to stdout`));
  let count = 0;
  let rest = "";
  for await (const text of bytes.setEncoding("utf8") as AsyncIterable<string>) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    count += lines.map(readLine).length;
  }
  await client.end();
  return count;
});
