import { root } from "../root.ts";
import { help, type Options, readArguments } from "./arguments.ts";
import { addPackage } from "./in-tree.ts";
import { NameRefused } from "./names.ts";
import { nextSteps, stepsElsewhere } from "./next-steps.ts";
import { plan } from "./plan.ts";
import { StepFailed } from "./run.ts";
import { spellingsOf } from "./spellings.ts";
import { checkOut, makeRepository } from "./standalone.ts";

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
    if (options.out !== undefined) checkOut(root, options.out);
    const { created, edited, terms, port } = plan(root, options);
    for (const { from, to } of terms) {
      const { kebab, snake, camel, pascal, constant, spaced } = spellingsOf(to.one);
      const spellings = [...new Set([kebab, snake, camel, pascal, constant, spaced])].join(", ");
      console.log(`${from.one.join(" ")} becomes ${spellings}; many are ${to.many.join(" ")}`);
    }
    if (port !== undefined) console.log(`it listens on port ${port}`);
    for (const path of [...created.keys()].sort()) console.log(`new     ${path}`);
    for (const path of edited.keys()) console.log(`edited  ${path}`);
    console.log("and what `npm run generate` writes. Nothing has been changed.");
    return;
  }
  const context = { root, signal: stop.signal, say: (line: string) => console.log(line) };
  if (options.out === undefined) console.log(nextSteps(await addPackage(options, context), options));
  else console.log(stepsElsewhere(await makeRepository({ ...options, out: options.out }, context)));
}
