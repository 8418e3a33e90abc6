import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DescService } from "@bufbuild/protobuf";
import { createTokenSource } from "@hexmart/auth";
import { type Client, connect } from "@hexmart/grpc";
import {
  audiences,
  createProcesses,
  freePorts,
  launch,
  type Platform,
  type RunningService,
  type ServiceName,
  type Stack,
  temporaryDirectory,
  topology,
} from "@hexmart/stack";
import { openDoor } from "../door.ts";
import { everything } from "../system.ts";

/** Everything that listens; a worker is one, and goes on where it was: see workers-killed.test.ts. */
export const servers = (Object.keys(topology) as ServiceName[]).filter((name) => topology[name].kind !== "worker");

/** Two of every server, over one database each. */
export type Replicated = AsyncDisposable & {
  replicas(service: ServiceName): readonly RunningService[];
  /** The address of a server that is called by gRPC, as a caller is told: of both. */
  address(service: ServiceName): string;
  origin(service: ServiceName): string;
  /** The access tokens of the tests' own client, renewed as those of a service are. */
  tokens(server: keyof typeof audiences, scopes: readonly string[]): Promise<() => Promise<string>>;
  connectAs<S extends DescService>(
    service: S,
    server: keyof typeof audiences,
    scopes: readonly string[],
  ): Promise<Client<S> & Disposable>;
};

/**
 * Starts two of every server as processes. A gRPC server, and the movies API, are known to callers by both addresses; the
 * others, to which browsers come, by a door. Containers have names that stand for several; the balancing is the same.
 */
export async function startReplicated(): Promise<Replicated> {
  await using opened = new AsyncDisposableStack();
  const directory = opened.use(await temporaryDirectory("e2e"));
  const ports = await portsOfTwo();
  const addressesOf = (service: ServiceName) => ports.map((own) => `127.0.0.1:${own.get(service)}`);
  const hasDoor = (service: ServiceName) => topology[service].kind === "http" && service !== "movies-api";
  const doors = new Map<ServiceName, string>();
  for (const service of servers.filter(hasDoor)) {
    doors.set(service, opened.use(await openDoor(addressesOf(service))).address);
  }
  const address = (service: ServiceName) => doors.get(service) ?? `ipv4:${addressesOf(service).join(",")}`;
  const origin = (service: ServiceName) => `http://${address(service)}`;

  const keysDirectory = join(directory.path, "keys");
  const start = async (own: (typeof ports)[number], databaseUrl?: string): Promise<Stack> => {
    const processes = createProcesses({
      runtime: "node",
      ports: own,
      dataDirectory: join(directory.path, "postgres"),
      stateDirectory: join(directory.path, "state"),
      ...(databaseUrl !== undefined && { databaseUrl }),
    });
    const platform: Platform = { ...processes, address, origin };
    const environment = { identity: { ACCESS_TOKEN_TTL_S: "10" } };
    return opened.use(
      await launch(platform, { services: servers, clients: { e2e: everything }, keysDirectory, environment }),
    );
  };
  const [one, two] = ports;
  const first = await start(one);
  const second = await start(two, first.postgres.outside);

  const tokens: Replicated["tokens"] = async (server, scopes) => {
    const privateKey = JSON.parse(await readFile(join(keysDirectory, "e2e.jwk.json"), "utf8"));
    const issuer = origin("identity");
    const source = createTokenSource({ issuer, clientId: "e2e", privateKey, resource: audiences[server], scopes });
    return () => source.get();
  };
  const resources = opened.move();
  return {
    address,
    origin,
    tokens,
    replicas: (service) => [first, second].flatMap(({ services }) => services.get(service) ?? []),
    async connectAs(service, server, scopes) {
      return connect(service, { address: address(server), accessToken: await tokens(server, scopes) });
    },
    [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
  };
}

/** Ports for two of each, no two the same. */
async function portsOfTwo() {
  const one = await freePorts();
  for (;;) {
    const two = await freePorts();
    if (![...two.values()].some((port) => [...one.values()].includes(port))) return [one, two] as const;
  }
}
