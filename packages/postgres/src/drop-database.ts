import pg from "pg";
import { type ConnectOptions, connectWhenReady } from "./connect.ts";

/** Drops a database if it exists, ending the sessions that use it. */
export async function dropDatabase(
  serverUrl: string,
  name: string,
  options: Omit<ConnectOptions, "url"> = {},
): Promise<void> {
  const client = await connectWhenReady({ url: serverUrl, ...options });
  try {
    await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
  } finally {
    await client.end();
  }
}
