import pg from "pg";
import { type ConnectOptions, connectWhenReady } from "./connect.ts";
import { codeOf, messageOf } from "./errors.ts";

const ALREADY_EXISTS = new Set(["42P04", "23505"]); // the second when two sessions create it at the same moment

/**
 * Creates a database unless it exists, and gives its URL: the server's with another path. Waits for the server as
 * {@link openDatabase} does. Safe to call from several processes at once.
 *
 * ```ts
 * const url = await createDatabase("postgresql://postgres:secret@127.0.0.1:5432/postgres", "product");
 * ```
 *
 * @throws DatabaseUnavailableError when the server cannot be reached or refuses the user.
 */
export async function createDatabase(
  serverUrl: string,
  name: string,
  options: Omit<ConnectOptions, "url"> = {},
): Promise<string> {
  const client = await connectWhenReady({ url: serverUrl, ...options });
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
    // Nobody can be connected to template0, whereas a session in template1 would make this fail.
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)} template template0`);
  } catch (error) {
    if (!ALREADY_EXISTS.has(codeOf(error) ?? "")) {
      throw new Error(`Cannot create database "${name}": ${messageOf(error)}`, {
        cause: error,
      });
    }
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}
