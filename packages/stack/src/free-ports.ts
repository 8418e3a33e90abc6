import { createServer } from "node:net";
import { type ServiceName, serviceNames, topology } from "../topology.ts";

/** The ports that the services listen on. */
export type Ports = ReadonlyMap<ServiceName, number>;

const listening = serviceNames.filter((name) => topology[name].port !== undefined);

/** The ports that the topology names. */
export function defaultPorts(): Ports {
  return new Map(listening.flatMap((name) => (topology[name].port ? [[name, topology[name].port] as const] : [])));
}

/** Below the ports that a system gives to connections, and to whoever takes any: what is free stays so for a moment. */
const [FIRST, LAST] = [10_000, 32_767] as const;

/** A port for each service that nobody listens on now. All are held at once, so that no two are the same. */
export async function freePorts(): Promise<Ports> {
  const held = await Promise.all(listening.map(async (name) => ({ name, server: await listenSomewhere() })));
  const ports = new Map(held.map(({ name, server }) => [name, portOf(server)]));
  await Promise.all(held.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** The services whose port somebody else listens on. */
export async function takenPorts(ports: Ports): Promise<readonly ServiceName[]> {
  const taken = await Promise.all(
    [...ports].map(async ([name, port]) => {
      try {
        const server = await listenOn(port);
        await new Promise((resolve) => server.close(resolve));
        return [];
      } catch {
        return [name];
      }
    }),
  );
  return taken.flat();
}

type Server = ReturnType<typeof createServer>;

async function listenSomewhere(attempts = 100): Promise<Server> {
  try {
    return await listenOn(FIRST + Math.floor(Math.random() * (LAST - FIRST + 1)));
  } catch (error) {
    if (attempts <= 1) throw new Error("Cannot find a free port: each that was tried is taken", { cause: error });
    return listenSomewhere(attempts - 1);
  }
}

function listenOn(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Cannot find a free port: the system gave none");
  return address.port;
}
