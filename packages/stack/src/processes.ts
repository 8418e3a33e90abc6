import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startEmbeddedPostgres } from "@hexmart/postgres";
import type { ServiceName } from "../topology.ts";
import { denoFlags, denoPermissions, type Permission } from "./deno-permissions.ts";
import type { Ports } from "./free-ports.ts";
import type { Platform, PostgresServer, Runtime, Runtimes, StartedService } from "./platform.ts";
import { runtimeOf } from "./runtime-of.ts";

export type ProcessesOptions = {
  readonly runtime: Runtimes;
  readonly ports: Ports;
  /** Where the embedded PostgreSQL keeps its data. */
  readonly dataDirectory: string;
  /** Where services keep what outlives their processes, each in a folder of its own. */
  readonly stateDirectory: string;
  /** The URL of a PostgreSQL server to use in the place of the embedded one. */
  readonly databaseUrl?: string;
  /** Takes of what a service may do on Deno. Default: nothing. */
  readonly restrict?: (service: ServiceName, permissions: readonly Permission[]) => readonly Permission[];
};

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Runs each service as a process of its own on this machine; needs no Docker. */
export function createProcesses({
  runtime,
  ports,
  dataDirectory,
  stateDirectory,
  databaseUrl,
  restrict = (_service, permissions) => permissions,
}: ProcessesOptions): Platform {
  let stopPostgres = async () => {};
  const address = (service: ServiceName) => `127.0.0.1:${ports.get(service)}`;

  return {
    name: "processes",
    runtime,
    listen: address,
    address,
    origin: (service) => `http://${address(service)}`,
    stateDirectory: (service) => join(stateDirectory, service),

    async startPostgres(): Promise<PostgresServer> {
      if (databaseUrl) {
        const refuse = () => Promise.reject(notOurs(databaseUrl));
        return { outside: databaseUrl, inside: databaseUrl, restart: refuse, crash: refuse };
      }
      let server = await startEmbeddedPostgres({ directory: dataDirectory });
      stopPostgres = () => server.stop();
      const { url } = server;
      const startAgain = async () => {
        server = await startEmbeddedPostgres({ directory: dataDirectory, port: Number(new URL(url).port) });
      };
      return {
        outside: url,
        inside: url,
        restart: () => server.stop().then(startAgain),
        crash: () => server.kill().then(startAgain),
      };
    },

    async startService(service, environment, onLine): Promise<StartedService> {
      const main = join(root, "packages", service, "src/main.ts");
      const all = { ...inherited(), ...environment };
      const [command, ...args] = commandLine(runtimeOf(service, runtime), () =>
        restrict(service, denoPermissions(all, pageFolders(service))),
      );
      const child = spawn(command, [...args, main, "--stop-with-stdin"], {
        cwd: join(root, "packages", service),
        env: all,
        // Its standard input is a pipe that nobody writes to: it ends when this process is gone, however that came.
        stdio: ["pipe", "pipe", "pipe"],
        // A group of its own: Ctrl-C reaches the stack alone, which stops the callers before the called.
        detached: true,
      });
      createInterface(child.stdout).on("line", onLine);
      createInterface(child.stderr).on("line", onLine);
      const exited = new Promise<number | null>((resolve, reject) => {
        child.once("exit", (code) => resolve(code));
        child.once("error", reject);
      });
      // Whatever ends this process, short of SIGKILL, ends its children too.
      const endWithParent = () => child.kill("SIGTERM");
      // One for each service: more than Node takes for a leak.
      process.setMaxListeners(Math.max(process.getMaxListeners(), process.listenerCount("exit") + 2));
      process.once("exit", endWithParent);
      void exited.finally(() => process.off("exit", endWithParent)).catch(() => {});
      await Promise.race([once(child, "spawn"), exited]);
      const end = async (signal: "SIGTERM" | "SIGKILL") => {
        child.kill(signal);
        await exited;
      };
      return {
        address: ports.has(service) ? address(service) : undefined,
        pid: child.pid,
        exited,
        stop: () => end("SIGTERM"),
        kill: () => end("SIGKILL"),
      };
    },

    [Symbol.asyncDispose]: () => stopPostgres(),
  };
}

function commandLine(runtime: Runtime, permissions: () => readonly Permission[]): [string, ...string[]] {
  if (runtime === "node") return [process.execPath, "--disable-warning=ExperimentalWarning"];
  return [denoBinary(), "run", "--no-prompt", "--quiet", ...denoFlags(permissions())];
}

/** What pages are made of lies among the code, and is read as files. */
function pageFolders(service: ServiceName): string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, "packages", service, "package.json"), "utf8"));
  return "@hexmart/pages" in dependencies ? [join(root, "packages/pages"), join(root, "packages", service, "src")] : [];
}

/** The binary itself, not its launcher in node_modules/.bin: a signal to that would not reach Deno. */
function denoBinary(): string {
  const folder = dirname(createRequire(import.meta.url).resolve("deno/package.json"));
  return join(folder, process.platform === "win32" ? "deno.exe" : "deno");
}

/** What a service inherits: of its own configuration, the level of its log and where traces go; of Node, its options. */
function inherited(): Record<string, string> {
  const names = ["PATH", "HOME", "TMPDIR", "LANG", "TZ", "SystemRoot", "DENO_DIR", "LOG_LEVEL", "NODE_OPTIONS"];
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && (names.includes(name) || name.startsWith("OTEL_")) ? [[name, value]] : [],
    ),
  );
}

function notOurs(databaseUrl: string): Error {
  return new Error(`Cannot restart PostgreSQL at ${new URL(databaseUrl).host}: it was given, not started by the stack`);
}
