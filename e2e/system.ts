import { join } from "node:path";
import type { DescService } from "@bufbuild/protobuf";
import { type Client, connect } from "@hexmart/grpc";
import {
  audiences,
  createContainers,
  createProcesses,
  dockerAnswers,
  freePorts,
  type LaunchOptions,
  type LogRecord,
  launch,
  type Platform,
  runtimes,
  type ServiceName,
  type Stack,
  temporaryDirectory,
} from "@hexmart/stack";

/** A running system with what a test needs to look at it from outside. */
export type System = Stack & {
  /** Every event that a service has logged so far. */
  readonly events: readonly (LogRecord & { readonly service: ServiceName })[];
  /** A client of a server, with a token that no service of the system uses. */
  connectAs<S extends DescService>(
    service: S,
    server: keyof typeof audiences,
    scopes: readonly string[],
  ): Client<S> & Disposable;
};

/** What the tests' own OAuth client may ask for. */
export const everything = {
  [audiences.product]: ["product.read", "product.write"],
  [audiences["shopping-cart"]]: ["cart.read", "cart.write", "cart.any_owner"],
  [audiences.discount]: ["discount.read", "discount.write"],
  [audiences["movies-api"]]: ["movies.read", "movies.write"],
};

/** Without workers: a test starts those that it watches. */
const servers: readonly ServiceName[] = ["identity", "discount", "product", "shopping-cart"];

/**
 * Starts the system for one test file: in containers where a Docker engine answers, else as processes.
 * `E2E_STACK=containers` or `E2E_STACK=processes` forces one; `E2E_RUNTIME` says what runs the processes.
 */
export async function startSystem(options: Partial<LaunchOptions> = {}): Promise<System> {
  const directory = await temporaryDirectory("e2e");
  const events: (LogRecord & { service: ServiceName })[] = [];
  const platform = await choosePlatform(directory.path);
  console.info(`The system runs as ${platform.name} on ${platform.runtime}.`);
  const stack = await launch(platform, {
    services: servers,
    clients: { e2e: everything },
    keysDirectory: join(directory.path, "keys"),
    onLog(service, record) {
      if (record.event) events.push({ ...record, service });
    },
    ...options,
  });
  return {
    ...stack,
    events,
    connectAs(service, server, scopes) {
      const address = stack.services.get(server)?.address ?? "";
      return connect(service, {
        address,
        accessToken: () => stack.accessToken("e2e", audiences[server], scopes),
        // Containers may be those of another machine.
        plaintextTokens: "allow",
      });
    },
    async [Symbol.asyncDispose]() {
      await stack[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

async function choosePlatform(directory: string): Promise<Platform> {
  const asked = process.env.E2E_STACK;
  if (asked !== undefined && asked !== "containers" && asked !== "processes") {
    throw new Error(`E2E_STACK is "${asked}": expected containers or processes`);
  }
  const runtime = chooseRuntime();
  // The image has Node only.
  const contained = runtime === "node" && (asked === "containers" || (asked === undefined && (await dockerAnswers())));
  if (contained) return createContainers();
  return createProcesses({
    runtime,
    ports: await freePorts(),
    dataDirectory: join(directory, "postgres"),
    stateDirectory: join(directory, "state"),
  });
}

function chooseRuntime() {
  const asked = process.env.E2E_RUNTIME ?? "node";
  const found = runtimes.find((runtime) => runtime === asked);
  if (found === undefined) throw new Error(`E2E_RUNTIME is "${asked}": expected one of ${runtimes.join(", ")}`);
  return found;
}

/** Runs a worker for one cycle, and waits until it has ended by itself. */
export async function runOneCycle(system: System, worker: "product-worker" | "shopping-cart-worker"): Promise<void> {
  const { exited } = await system.start(worker, { MAX_CYCLES: "1" });
  const code = await exited;
  if (code !== 0) throw new Error(`${worker} ended with ${code}`);
}

type Patience = {
  /** What is waited for, where the condition itself does not say it. */
  readonly what?: string;
  /** In milliseconds; more than anything takes that works. */
  readonly withinMs?: number;
};

/** Waits until a condition holds, and says what it waited for where it never does. */
export async function until<T>(
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  { what = String(condition), withinMs = 120_000 }: Patience = {},
): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (performance.now() >= end) throw new Error(`Waited for ${withinMs / 1_000} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
