import { Client } from "pg";

/** The ids of so many products. */
export async function productIds(databaseUrl: string, count: number): Promise<string[]> {
  const client = new Client(databaseUrl);
  await client.connect();
  const { rows } = await client.query<{ id: string }>("select id from products order by id limit $1", [count]);
  await client.end();
  return rows.map(({ id }) => id);
}
