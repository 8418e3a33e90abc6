import type { ServiceName, Stack } from "@hexmart/stack";
import { Client } from "pg";

/** Asks a service's database directly, past everything that the system says of itself. */
export async function query<Row extends object>(
  system: Pick<Stack, "databaseUrl">,
  service: ServiceName,
  sql: string,
): Promise<Row[]> {
  const client = new Client({ connectionString: system.databaseUrl(service) });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
