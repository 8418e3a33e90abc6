import { root } from "../root.ts";
import { help, type Options, readArguments } from "./arguments.ts";
import { addPackage } from "./in-tree.ts";
import { NameRefused } from "./names.ts";
import { nextSteps } from "./next-steps.ts";
import { plan } from "./plan.ts";
import { StepFailed } from "./run.ts";

const stop = new AbortController();
for (const [name, number] of [
  ["SIGINT", 2],
  ["SIGTERM", 15],
  ["SIGHUP", 1],
] as const) {
  process.once(name, () => stop.abort(128 + number));
}

try {
  const options = readArguments(process.argv.slice(2));
  if (options === undefined) console.log(help);
  else await make(options);
} catch (error) {
  if (stop.signal.aborted) {
    console.error("Stopped. Everything is as it was.");
    process.exitCode = Number(stop.signal.reason);
  } else if (error instanceof NameRefused) {
    console.error(error.message);
    process.exitCode = 64;
  } else if (error instanceof StepFailed) {
    console.error(`${error.message}\n\nEverything is as it was.`);
    process.exitCode = 1;
  } else {
    throw error;
  }
}

async function make(options: Options): Promise<void> {
  if (options.dryRun) {
    const { created, edited } = plan(root, options);
    for (const path of [...created.keys()].sort()) console.log(`new     ${path}`);
    for (const path of edited.keys()) console.log(`edited  ${path}`);
    console.log("and what `npm run generate` writes. Nothing has been changed.");
    return;
  }
  const made = await addPackage(options, { root, signal: stop.signal, say: (line) => console.log(line) });
  console.log(nextSteps(made, options));
}
