import process from "node:process";
import { type Arguments, type Benchmark, benchmarks, parseArguments, UsageError } from "./arguments.ts";
import { measureFlow } from "./flows/flow.ts";
import { flows } from "./flows/flows.ts";
import { describeMachine } from "./machine.ts";
import { formatComparison, formatFigures, type Report } from "./report.ts";
import { unary } from "./unary/unary.ts";
import { measureUses } from "./uses/uses.ts";

const help = `Benchmarks: what costs how many times as much as what, measured in turn in fresh processes.

  npm run bench -- <${Object.keys(benchmarks).join("|")}> [options]

${Object.entries(benchmarks)
  .map(([name, what]) => `  ${name.padEnd(18)}${what}`)
  .join("\n")}

  --rows <list>     how many rows, for example 10k,100k,1m (default: 10k,100k; a cart holds 100k at most)
  --rounds <n>      how often everything is measured (default: 5)
  --json            one JSON object instead of tables
  --help            this text
`;

async function run(benchmark: Benchmark, { rows, rounds, json }: Arguments): Promise<void> {
  const machine = describeMachine({ pinned: benchmark === "unary" });
  const onProgress = (line: string) => console.error(line);
  const { comparisons, figures }: Report =
    benchmark === "unary"
      ? await unary(rounds, onProgress)
      : benchmark === "uses"
        ? await measureUses(rounds, onProgress)
        : await measureFlow(flows[benchmark], { rows, rounds, onProgress });
  if (json) {
    console.log(JSON.stringify({ benchmark, machine, rounds, comparisons, figures }));
  } else {
    console.log(["", machine, ...comparisons.map(formatComparison), ...figures.map(formatFigures)].join("\n\n"));
  }
}

// Exits as usual, so that what was started is stopped.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));

try {
  const args = parseArguments(process.argv.slice(2));
  if (args.help || args.benchmark === undefined) {
    console.log(help);
  } else {
    await run(args.benchmark, args);
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\nTry: npm run bench -- --help`);
  process.exitCode = 64;
}
