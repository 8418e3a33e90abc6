import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { type ServiceName, serviceNames, topology } from "../../topology.ts";
import { freePorts } from "../free-ports.ts";
import { launch } from "../launch.ts";
import { createProcesses } from "../processes.ts";
import { writeState } from "../state.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { parseOptions } from "./arguments.ts";
import { fail } from "./fail.ts";
import { onStop } from "./on-stop.ts";

const { operand, rest } = parseOptions({
  command: "npm run --silent try --",
  summary:
    "Starts services with all that they call, on free ports and with empty databases; runs the commands of standard input\n" +
    "with them, such as npm run call; and stops everything.",
  operand: { name: "<service>", help: `one of ${serviceNames.join(", ")}` },
  rest: { name: "[service...]", help: "more of them" },
  options: {},
  examples: [`echo 'npm run call -- discount/ListDiscounts' | npm run --silent try -- discount`],
});

const stopping = onStop();
const services = withCalled([...(operand ? [operand] : []), ...rest].map(readName));
if (services.size === 0) fail("Which service? Try: npm run try -- --help", 64);
const commands = await text(process.stdin);
const { path: directory, [Symbol.asyncDispose]: remove } = await temporaryDirectory("try");
try {
  const platform = createProcesses({
    runtime: "deno" in process.versions ? "deno" : "node",
    ports: await freePorts(),
    dataDirectory: join(directory, "postgres"),
    stateDirectory: join(directory, "state"),
  });
  const stack = await launch(platform, {
    keysDirectory: join(directory, "keys"),
    services: [...services],
    signal: stopping,
  });
  try {
    await writeState(stack, directory);
    process.exitCode = await run(commands);
  } finally {
    await stack[Symbol.asyncDispose]();
  }
} catch (error) {
  process.exitCode = 1;
  console.error(stopping.aborted ? "Stopped." : `Cannot try it: ${error instanceof Error ? error.message : error}`);
} finally {
  await remove();
}

/** Shows each line before it is run, and goes on after one that fails. */
async function run(lines: string): Promise<number> {
  const file = join(directory, "commands.sh");
  await writeFile(file, lines);
  const child = spawn("sh", ["-v", file], {
    env: { ...process.env, HEXMART_STATE: directory },
    // All in one stream, so that commands and answers stay in order.
    stdio: ["ignore", 1, 1],
  });
  const stop = () => child.kill("SIGTERM");
  stopping.addEventListener("abort", stop);
  const [code] = await once(child, "exit");
  return code ?? 1;
}

function readName(name: string): ServiceName {
  return serviceNames.find((known) => known === name) ?? fail(`There is no service "${name}": see --help`, 64);
}

/** The services, and all that they cannot do without. */
function withCalled(names: readonly ServiceName[], found = new Set<ServiceName>()): ReadonlySet<ServiceName> {
  for (const name of names) {
    if (found.has(name)) continue;
    found.add(name);
    withCalled(topology[name].calls, found);
  }
  return found;
}
