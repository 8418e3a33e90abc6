import { execFile } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { PostgreSqlContainer, type StartedPostgreSqlContainer } from "@testcontainers/postgresql";
import {
  GenericContainer,
  getContainerRuntimeClient,
  Network,
  type StartedNetwork,
  type StartedTestContainer,
  Wait,
} from "testcontainers";
import { type ServiceName, topology } from "../topology.ts";
import { freePorts } from "./free-ports.ts";
import type { Platform, PostgresServer, StartedService } from "./platform.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const image = "hexmart:dev";
const stopTimeoutSeconds = 15;
/** The Dockerfile makes it for the image's own user. */
const stateDirectory = "/var/lib/hexmart";

/** Whether a Docker engine answers. */
export async function dockerAnswers(): Promise<boolean> {
  try {
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs PostgreSQL and each service in a container of its own, on one network on which every service has its name.
 *
 * An HTTP service has one URL for everybody, `http://<name>.localhost:<port>`: a browser takes each name below localhost
 * for this machine, where the port is published as it is; on the network the container answers to the name, too. So the
 * issuer in a token is the one that browsers are sent to.
 *
 * `POSTGRES_IMAGE` names the image of PostgreSQL. Default: `postgres:18`.
 */
export async function createContainers(): Promise<Platform> {
  await buildImage();
  const network = await new Network().start();
  const services = new Set<StartedTestContainer>();
  const volumes = new Set<string>();
  let postgres: StartedPostgreSqlContainer | undefined;
  const published = await freePorts();
  const portOf = (service: ServiceName) =>
    topology[service].kind === "http" ? published.get(service) : topology[service].port;
  const address = (service: ServiceName) => `${service}:${portOf(service)}`;

  return {
    name: "containers",
    runtime: "node",
    listen: (service) => `0.0.0.0:${portOf(service)}`,
    address,
    origin: (service) => `http://${service}.localhost:${portOf(service)}`,
    stateDirectory: () => stateDirectory,

    async startPostgres(): Promise<PostgresServer> {
      const started = await new PostgreSqlContainer(process.env.POSTGRES_IMAGE ?? "postgres:18")
        .withNetwork(network)
        .withNetworkAliases("postgres")
        .start();
      postgres = started;
      const credentials = `${started.getUsername()}:${started.getPassword()}`;
      return {
        // A container that is started again has another port out here.
        get outside() {
          return `postgres://${credentials}@${started.getHost()}:${started.getPort()}`;
        },
        inside: `postgres://${credentials}@postgres:5432`,
        restart: () => started.restart(),
        async crash() {
          const engine = await getContainerRuntimeClient();
          await engine.container.getById(started.getId()).kill();
          await started.restart();
        },
      };
    },

    startService: (service, environment, onLine) =>
      startContainer({ network, services, volumes }, { service, port: portOf(service), environment }, onLine),

    async [Symbol.asyncDispose]() {
      // Also those that ended by themselves: their containers are there until somebody removes them.
      await Promise.all([...services].map((container) => container.stop()));
      await postgres?.stop();
      const { dockerode } = (await getContainerRuntimeClient()).container;
      await Promise.all([...volumes].map((volume) => dockerode.getVolume(volume).remove()));
      await network.stop();
    },
  };
}

/** With the command line, since its exit code is the truth about a build. */
async function buildImage(): Promise<void> {
  try {
    await promisify(execFile)("docker", ["build", "--quiet", "--tag", image, root], { maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    throw new Error(`Cannot build the image ${image}: run "docker build ." to see why`, { cause: error });
  }
}

type Started = {
  readonly network: StartedNetwork;
  readonly services: Set<StartedTestContainer>;
  readonly volumes: Set<string>;
};

type Asked = {
  readonly service: ServiceName;
  readonly port: number | undefined;
  readonly environment: Readonly<Record<string, string>>;
};

async function startContainer(
  { network, services, volumes }: Started,
  { service, port, environment }: Asked,
  onLine: (line: string) => void,
): Promise<StartedService> {
  // A volume, since the next container of the service has to find it. Docker makes it, for the owner that the image says.
  const volume = `${network.getName()}-${service}`;
  const stateful = environment.STATE_DIRECTORY !== undefined;
  if (stateful) volumes.add(volume);
  const container = await new GenericContainer(image)
    .withNetwork(network)
    .withNetworkAliases(service, `${service}.localhost`)
    // Nobody but the services is on their network.
    .withEnvironment({ PLAINTEXT_TOKENS: "allow", ...environment })
    .withCommand([`packages/${service}/src/main.ts`])
    .withBindMounts(stateful ? [{ source: volume, target: stateDirectory, mode: "rw" }] : [])
    .withExposedPorts(...portsToPublish(service, port))
    .withLogConsumer((stream) => createInterface(stream).on("line", onLine))
    .withWaitStrategy(Wait.forLogMessage(/"event":"ready"/))
    .start();
  services.add(container);
  const engine = await getContainerRuntimeClient();
  const handle = engine.container.getById(container.getId());
  const exited: Promise<number | null> = handle.wait().then(({ StatusCode }: { StatusCode: number }) => StatusCode);
  const end = async (signal: "SIGTERM" | "SIGKILL") => {
    await (signal === "SIGKILL" ? handle.kill() : handle.stop({ t: stopTimeoutSeconds })).catch(ignoreAlreadyStopped);
    await exited;
    services.delete(container);
    await container.stop();
  };
  return {
    address: port === undefined ? undefined : `${container.getHost()}:${container.getMappedPort(port)}`,
    exited,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

/** That of an HTTP service as it is, since its URL names it; that of a gRPC service at any other. */
function portsToPublish(service: ServiceName, port: number | undefined) {
  if (port === undefined) return [];
  return [topology[service].kind === "http" ? { container: port, host: port } : port];
}

/** The engine answers 304 or 409 about a container that is not running: it is what was wanted. */
function ignoreAlreadyStopped(error: unknown): void {
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  if (status !== 304 && status !== 409) throw error;
}
