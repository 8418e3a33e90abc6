import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeEmbeddedPostgres } from "@hexmart/postgres";
import { audiences, createProcesses, freePorts, launch, type ServiceName, type Stack } from "@hexmart/stack";
import { Client } from "pg";

/** A part of the shop, as processes of this machine over an embedded PostgreSQL. */
export type Shop = AsyncDisposable & {
  /** Starts a service again, so that it has the memory of a fresh process. */
  restart(service: ServiceName): Promise<void>;
  address(service: ServiceName): string;
  pid(service: ServiceName): number;
  /** The process that has started all others of PostgreSQL. */
  readonly postgresPid: number;
  databaseUrl(service: ServiceName): string;
  /** Runs statements in the database of a service. */
  sql(service: ServiceName, statements: string): Promise<void>;
  /** An access token of one of the callers, for whatever the service offers. */
  token(service: keyof typeof audiences, caller?: number): Promise<string>;
};

const scopes = {
  [audiences.product]: ["product.read", "product.write"],
  [audiences["shopping-cart"]]: ["cart.read", "cart.write", "cart.any_owner"],
};

export async function openShop(services: readonly ServiceName[], callers = 1): Promise<Shop> {
  const clients = Object.fromEntries(Array.from({ length: callers }, (_, caller) => [`bench-${caller}`, scopes]));
  const privateDirectory = await mkdtemp(join(tmpdir(), "hexmart-bench-"));
  // PostgreSQL may run as another user, who may not enter the folder above.
  const dataDirectory = await mkdtemp(join(tmpdir(), "hexmart-bench-postgres-"));
  const platform = createProcesses({
    runtime: "node",
    ports: await freePorts(),
    dataDirectory,
    stateDirectory: privateDirectory,
  });
  let stack: Stack | undefined;

  async function close(): Promise<void> {
    await stack?.[Symbol.asyncDispose]();
    await removeEmbeddedPostgres(dataDirectory).catch(() => {});
    await rm(privateDirectory, { recursive: true, force: true });
  }

  try {
    stack = await launch(platform, { services, clients, keysDirectory: privateDirectory });
  } catch (error) {
    await close();
    throw error;
  }
  const { start, databaseUrl, accessToken, services: running } = stack;
  const up = (service: ServiceName) => {
    const found = running.get(service);
    if (found === undefined) throw new Error(`Cannot measure ${service}: it has ended`);
    return found;
  };
  return {
    async restart(service) {
      await up(service).stop();
      await start(service);
    },
    address: (service) => up(service).address ?? "",
    pid: (service) => up(service).pid ?? 0,
    postgresPid: Number((await readFile(join(dataDirectory, "data", "postmaster.pid"), "utf8")).split("\n")[0]),
    databaseUrl,
    token: (service, caller = 0) => accessToken(`bench-${caller}`, audiences[service]),
    async sql(service, statements) {
      const client = new Client(databaseUrl(service));
      await client.connect();
      try {
        await client.query(statements);
      } finally {
        await client.end();
      }
    },
    [Symbol.asyncDispose]: close,
  };
}
