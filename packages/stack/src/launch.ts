import { createTokenSource } from "@hexmart/auth";
import { createDatabase } from "@hexmart/postgres";
import {
  type ClientMetadata,
  clients as ownClients,
  type ServiceName,
  serviceNames,
  topology,
  type Wiring,
} from "../topology.ts";
import { users } from "../users.ts";
import { loadClientKeys } from "./client-keys.ts";
import { type ClientGrants, clientRegistrations, databaseName } from "./client-registrations.ts";
import type { Platform, PostgresServer, StartedService } from "./platform.ts";
import { type StartOptions, startAndWait, timed } from "./start-and-wait.ts";

/** A client that proves itself by a secret, in the words of RFC 7591. */
export type ClientRegistration = Pick<ClientMetadata, "client_name" | "grant_types" | "redirect_uris" | "scope"> & {
  readonly client_id: string;
  readonly client_secret: string;
  readonly token_endpoint_auth_method: "client_secret_basic" | "client_secret_post";
  readonly resources: ClientGrants;
};

export type LaunchOptions = StartOptions & {
  /** Which services to start at once; the others can be started later. Default: all. */
  readonly services?: readonly ServiceName[];
  /** Variables to add to, or change in, what the topology tells a service. */
  readonly environment?: Partial<Record<ServiceName, Readonly<Record<string, string>>>>;
  /** OAuth 2.0 clients beside those of the topology, for example one that only looks. */
  readonly clients?: Readonly<Record<string, ClientGrants>>;
  /** Clients with a secret, with which people log in, beside those of the topology; as identity is told of them. */
  readonly registrations?: readonly ClientRegistration[];
  /** Where the private keys of the clients are kept. */
  readonly keysDirectory: string;
};

/** A service that is up. */
export type RunningService = StartedService & { readonly name: ServiceName; readonly readyMs: number };

/** A running system. Disposing of it drains everything. */
export type Stack = AsyncDisposable & {
  readonly platform: Platform;
  readonly postgres: PostgresServer;
  readonly issuer: string;
  /** What is up now, in the order in which it was started. */
  readonly services: ReadonlyMap<ServiceName, RunningService>;
  /** Starts a service that is not up, on the address it always has. */
  start(service: ServiceName, environment?: Readonly<Record<string, string>>): Promise<RunningService>;
  /** The URL of a service's database, from here. */
  databaseUrl(service: ServiceName): string;
  /** A new access token for a client, from identity itself. */
  accessToken(client: string, audience: string, scopes?: readonly string[]): Promise<string>;
  /** The URL at which a browser reaches an HTTP service. */
  origin(service: ServiceName): string;
  /** `fetch` for URLs of the system as browsers know them, whether or not this machine can look up their names. */
  readonly fetch: typeof fetch;
};

/** Starts the system of the topology on a platform, and answers when all of it is ready. */
export async function launch(platform: Platform, options: LaunchOptions): Promise<Stack> {
  const grants: Readonly<Record<string, ClientGrants>> = { ...ownClients, ...options.clients };
  const keys = await loadClientKeys(options.keysDirectory, Object.keys(grants));
  const key = (client: string) => {
    const found = keys.get(client);
    if (!found) throw new Error(`There is no OAuth client "${client}": expected one of ${[...keys.keys()].join(", ")}`);
    return found;
  };
  const postgres = await timed("postgres", options, () => platform.startPostgres());
  const origin = (service: ServiceName) => platform.origin(service);
  const issuer = origin("identity");
  // One part that fails ends the start of all others: none may come up behind the back of a caller who was told "no".
  const failure = new AbortController();
  const signal = AbortSignal.any([failure.signal, ...(options.signal ? [options.signal] : [])]);
  const running = new Map<ServiceName, RunningService>();

  const wiring = (service: ServiceName): Wiring => ({
    listen: platform.listen(service),
    databaseUrl: withDatabase(postgres.inside, service),
    stateDirectory: platform.stateDirectory(service),
    issuer,
    origin,
    address: (other) => platform.address(other),
    clientKey: (client) => JSON.stringify(key(client).privateKey),
    clients: JSON.stringify([...clientRegistrations(keys, platform, grants), ...(options.registrations ?? [])]),
    users: JSON.stringify(users),
  });

  async function start(name: ServiceName, extra?: Readonly<Record<string, string>>): Promise<RunningService> {
    if (topology[name].database) await createDatabase(postgres.outside, databaseName(name), { signal });
    const environment = { ...topology[name].environment(wiring(name)), ...options.environment?.[name], ...extra };
    const begun = performance.now();
    const started = await timed(name, options, () => startAndWait(platform, name, environment, { ...options, signal }));
    const service = { ...started, name, readyMs: Math.round(performance.now() - begun) };
    running.set(name, service);
    void started.exited.then(() => running.get(name) === service && running.delete(name));
    return service;
  }

  const fromHere: typeof fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const address = [...running.values()].find(({ name }) => isAt(name, url.origin))?.address;
    if (address) url.host = address;
    return fetch(input instanceof Request ? new Request(url, input) : url, init);
  };
  const isAt = (service: ServiceName, at: string) => topology[service].kind === "http" && origin(service) === at;

  const stack: Stack = {
    platform,
    postgres,
    issuer,
    origin,
    services: running,
    start,
    databaseUrl: (service) => withDatabase(postgres.outside, service),
    accessToken(client, audience, scopes = grants[client]?.[audience] ?? []) {
      const { privateKey } = key(client);
      return createTokenSource({
        issuer,
        clientId: client,
        privateKey,
        resource: audience,
        scopes,
        fetch: fromHere,
      }).get();
    },
    fetch: fromHere,
    async [Symbol.asyncDispose]() {
      // Callers before the called, so that nobody is left calling a server that is gone.
      const isWorker = ({ name }: RunningService) => topology[name].kind === "worker";
      const services = [...running.values()];
      await Promise.all(services.filter(isWorker).map((service) => service.stop()));
      await Promise.all(services.filter((service) => !isWorker(service)).map((service) => service.stop()));
      await platform[Symbol.asyncDispose]();
    },
  };

  async function startAll(names: readonly ServiceName[]): Promise<void> {
    const fail = (error: unknown) => failure.abort(error);
    await Promise.all(names.map((name) => start(name).catch(fail)));
    signal.throwIfAborted();
  }

  try {
    const wanted = options.services ?? serviceNames;
    const isWorker = (name: ServiceName) => topology[name].kind === "worker";
    await startAll(wanted.filter((name) => !isWorker(name)));
    await startAll(wanted.filter(isWorker));
    return stack;
  } catch (error) {
    await stack[Symbol.asyncDispose]();
    throw error;
  }
}

/** Databases are named like their service, in PostgreSQL's spelling. */
function withDatabase(serverUrl: string, service: ServiceName): string {
  const url = new URL(serverUrl);
  url.pathname = `/${databaseName(service)}`;
  return url.href;
}
