import pg from "pg";
import { type ConnectOptions, connectWhenReady } from "./connect.ts";
import { codeOf, messageOf } from "./errors.ts";

// A database, a role; the last when two sessions create it at the same moment.
const ALREADY_EXISTS = new Set(["42P04", "42710", "23505"]);

export type CreateDatabaseOptions = Omit<ConnectOptions, "url"> & {
  /** A role that is made unless it exists, is given this password, and owns the database; no other role may connect. */
  readonly owner?: { readonly name: string; readonly password: string };
};

type Owner = NonNullable<CreateDatabaseOptions["owner"]>;

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
  { owner, ...options }: CreateDatabaseOptions = {},
): Promise<string> {
  const client = await connectWhenReady({ url: serverUrl, ...options });
  try {
    if (owner) await ensureRole(client, owner);
    const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
    // Nobody can be connected to template0, whereas a session in template1 would make this fail.
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)} template template0`);
    if (owner) await giveTo(client, name, owner);
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

async function ensureRole(client: pg.Client, { name, password }: Owner): Promise<void> {
  const role = pg.escapeIdentifier(name);
  await client.query(`create role ${role}`).catch((error: unknown) => {
    if (!ALREADY_EXISTS.has(codeOf(error) ?? "")) throw error;
  });
  await client.query(`alter role ${role} login password ${pg.escapeLiteral(password)}`);
}

async function giveTo(client: pg.Client, name: string, owner: Owner): Promise<void> {
  const database = pg.escapeIdentifier(name);
  await client.query(`alter database ${database} owner to ${pg.escapeIdentifier(owner.name)}`);
  await client.query(`revoke all on database ${database} from public`);
}
