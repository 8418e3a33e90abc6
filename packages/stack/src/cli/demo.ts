import { join } from "node:path";
import { createContainers } from "../containers.ts";
import { type DemoReport, runDemo } from "../demo.ts";
import { freePorts } from "../free-ports.ts";
import { type Platform, runtimes } from "../platform.ts";
import { createProcesses } from "../processes.ts";
import { temporaryDirectory } from "../temporary-directory.ts";
import { parseOptions } from "./arguments.ts";
import { describe } from "./feed.ts";
import { formatMoney } from "./format-money.ts";
import { onStop } from "./on-stop.ts";
import { paint, table } from "./paint.ts";
import { describeProgress } from "./progress.ts";

const {
  json,
  runtime,
  platform: platformName,
} = parseOptions({
  command: "npm run demo --",
  summary:
    "Boots the system on free ports, runs each worker for one cycle, shows what came of it, and stops everything.",
  options: {
    json: { type: "boolean", default: false, help: "print one JSON object and nothing else (with npm run --silent)" },
    runtime: { type: "string", default: "node", choices: runtimes, help: "what runs the services" },
    platform: { type: "string", default: "processes", choices: ["processes", "containers"], help: "where they run" },
  },
});

const stopping = onStop();
const say = json ? () => {} : (text: string) => console.log(text);
const { path: directory, [Symbol.asyncDispose]: remove } = await temporaryDirectory("demo");

async function createPlatform(): Promise<Platform> {
  if (platformName === "containers") return createContainers();
  return createProcesses({
    runtime: runtimes.find((each) => each === runtime) ?? "node",
    ports: await freePorts(),
    dataDirectory: join(directory, "postgres"),
    stateDirectory: join(directory, "state"),
  });
}

function summarize(report: DemoReport): string {
  const show = (amount: string) => formatMoney(report.cart.currency, amount);
  const { cart } = report;
  return table(
    [
      ["products streamed into PostgreSQL", String(report.products.inserted)],
      ["access tokens issued", String(report.tokens.issued)],
      [`items in the cart of ${cart.username}`, String(cart.items)],
      ["list price", show(cart.listTotal)],
      ["discounts", `−${show(cart.discountTotal)}`],
      ["total", show(cart.total)],
      ["took", `${(report.duration_ms / 1000).toFixed(1)} s, ${report.services.length} services on ${report.runtime}`],
    ],
    (cell, column) => (column === 1 ? paint("bold", cell) : cell),
  );
}

try {
  say(`\n${paint("bold", "hexmart demo")}: one cycle of the whole system\n`);
  const report = await runDemo({
    platform: await createPlatform(),
    keysDirectory: join(directory, "keys"),
    signal: stopping,
    onProgress(progress) {
      const line = describeProgress(progress);
      if (line) say(line);
    },
    onLog(service, record) {
      const line = describe(service, record);
      if (line) say(line);
    },
  });
  if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else say(`\n${summarize(report)}\n\nEverything is stopped again. ${paint("dim", "npm start keeps it running.")}\n`);
} catch (error) {
  process.exitCode = 1;
  console.error(stopping.aborted ? "Stopped." : `The demo failed: ${error instanceof Error ? error.message : error}`);
} finally {
  await remove();
}
