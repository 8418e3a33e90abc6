import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { removeEmbeddedPostgres } from "@hexmart/postgres";
import { serviceNames } from "../../topology.ts";
import { adminEnvironment } from "../admin-addresses.ts";
import { defaultPorts, takenPorts } from "../free-ports.ts";
import { launch, type Stack } from "../launch.ts";
import { runtimes } from "../platform.ts";
import { createProcesses } from "../processes.ts";
import {
  claim,
  dataDirectory,
  forget,
  keysDirectory,
  logsDirectory,
  readState,
  removeState,
  serviceStateDirectory,
  writeState,
} from "../state.ts";
import { parseOptions } from "./arguments.ts";
import { describe } from "./feed.ts";
import { introduce } from "./introduce.ts";
import { onStop } from "./on-stop.ts";
import { paint } from "./paint.ts";
import { describeProgress } from "./progress.ts";

const { fresh, metrics, runtime } = parseOptions({
  command: "npm start --",
  summary: "Starts the whole system on this machine and shows what it does, until Ctrl-C.",
  options: {
    fresh: { type: "boolean", default: false, help: "forget all data of earlier runs first" },
    metrics: { type: "boolean", default: false, help: "give each service a port for /metrics, /livez and /readyz" },
    runtime: { type: "string", default: "node", choices: runtimes, help: "what runs the services" },
  },
});

const databaseUrl = process.env.DATABASE_URL;
const before = await readState();
function refuse(message: string, exitCode: number): never {
  console.error(message);
  process.exit(exitCode);
}
if (before) refuse(`hexmart runs already, as process ${before.pid}: stop that one with Ctrl-C first`, 69);
// Two that start at once would meet in the same database. The lock is let go by the end of the process.
await claim().catch((error: Error & { code?: string }) => {
  refuse(error.code === "STATE_IN_USE" ? "hexmart is being started already, in another terminal" : error.message, 69);
});
if (fresh && databaseUrl) {
  refuse("--fresh forgets the embedded PostgreSQL's data only: unset DATABASE_URL, or empty that server yourself", 64);
}
const ports = defaultPorts();
const taken = await takenPorts(ports);
if (taken.length > 0) {
  const list = taken.map((name) => `${ports.get(name)} (${name})`).join(", ");
  refuse(`hexmart cannot start: somebody else listens on 127.0.0.1, port ${list}. Stop that program first`, 69);
}
if (fresh) {
  await removeEmbeddedPostgres(dataDirectory);
  await forget();
}
await mkdir(logsDirectory, { recursive: true });

const begun = performance.now();
const logs = new Map(serviceNames.map((name) => [name, createWriteStream(join(logsDirectory, `${name}.log`))]));
const stopping = onStop();
let up = false;

console.log(`\n${paint("bold", "hexmart")} is starting\n`);
try {
  const platform = createProcesses({
    runtime: runtimes.find((each) => each === runtime) ?? "node",
    ports,
    dataDirectory,
    stateDirectory: serviceStateDirectory,
    ...(databaseUrl && { databaseUrl }),
  });
  const stack = await launch(platform, {
    keysDirectory,
    ...(metrics && { environment: adminEnvironment }),
    onProgress(progress) {
      const line = describeProgress(progress);
      if (line) console.log(line);
    },
    onLog(service, record, line) {
      logs.get(service)?.write(`${line}\n`);
      const text = describe(service, record);
      if (text && (up || record.level !== "info")) console.log(text);
    },
    signal: stopping,
  });
  await writeState(stack);
  await introduce(stack, { seconds: (performance.now() - begun) / 1_000, metrics });
  up = true;
  reportDeaths(stack);
  await aborted(stopping);
  console.log(`\n${paint("bold", "Draining")}: workers first, then servers, then PostgreSQL`);
  await stack[Symbol.asyncDispose]();
  console.log("Everything is stopped. The data is kept; npm start -- --fresh forgets it.\n");
} catch (error) {
  if (stopping.aborted) {
    console.log("\nStopped before everything was up.");
  } else {
    process.exitCode = 1;
    console.error(`\n${paint("red", "hexmart did not start")}: ${error instanceof Error ? error.message : error}`);
    console.error(`What each service said: ${logsDirectory}/\n`);
  }
} finally {
  await removeState();
}

/** A service that ends by itself is news. */
function reportDeaths(stack: Stack): void {
  for (const { name, exited } of stack.services.values()) {
    void exited.then((code) => {
      if (stopping.aborted) return;
      console.error(paint("red", `${name} ended with ${code ?? "a signal"}: see .hexmart/logs/${name}.log`));
    });
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
