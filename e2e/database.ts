import type { ServiceName } from "@hexmart/stack";
import { Client } from "pg";
import type { System } from "./system.ts";

/** Asks a service's database directly, past everything that the system says of itself. */
export async function query<Row extends object>(system: System, service: ServiceName, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: system.databaseUrl(service) });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
