/** A check of the whole repository: an npm script of the root, so that it can be run alone. */
export type Gate = {
  script: string;
  what: string;
  /** Shows its output as it comes, rather than only when it fails. */
  streams?: boolean;
};

/** Every gate, the quick ones first. */
export const gates: readonly Gate[] = [
  { script: "lint", what: "format, lint and order of imports" },
  { script: "lint:proto", what: "style of the contracts" },
  { script: "lint:openapi", what: "style of the REST contracts" },
  { script: "lint:breaking", what: "the contract breaks nobody" },
  { script: "typecheck", what: "types" },
  { script: "typecheck:deno", what: "types, as Deno sees them" },
  { script: "boundaries", what: "which package may depend on which" },
  { script: "rooms", what: "who may import whom inside a package" },
  { script: "check:generated", what: "generated code is fresh" },
  { script: "docs:check", what: "generated documents are fresh" },
  { script: "exercise:check", what: "exercises fail, and pass with their solution" },
  { script: "course:check", what: "checkpoints print what the course says" },
  { script: "knip", what: "no dead code, no unused dependency" },
  { script: "release:check", what: "the libraries can be published" },
  { script: "fork-check:sample", what: "a library and a service work outside of the repository" },
  { script: "new:check", what: "the generator makes a service that is green" },
  { script: "test", what: "tests", streams: true },
  { script: "test:deno", what: "tests on Deno, and of Node and Deno together", streams: true },
];

export type Outcome = { ok: boolean; output: string };

/**
 * Runs every gate, also when one has failed: a reader wants to know all of what is wrong. Prints a line for each, and
 * what one says that could not look; answers whether all are ok.
 */
export async function runGates(
  list: readonly Gate[],
  run: (gate: Gate) => Promise<Outcome>,
  print: (line: string) => void,
  now: () => number = performance.now.bind(performance),
): Promise<boolean> {
  const begin = now();
  const seconds = (since: number) => `${((now() - since) / 1000).toFixed(1)} s`;
  const failed: Gate[] = [];
  for (const gate of list) {
    const start = now();
    const { ok, output } = await run(gate);
    if (!ok) {
      failed.push(gate);
      if (output) print(output.trimEnd());
    } else if (output.startsWith("NOT CHECKED")) {
      print(output.trimEnd());
    }
    print(`${ok ? "ok    " : "FAILED"} ${gate.script.padEnd(16)} ${seconds(start).padStart(8)}   ${gate.what}`);
  }
  if (failed.length === 0) print(`ok: ${list.length} gates in ${seconds(begin)}`);
  for (const { script } of failed) print(`FAILED: ${script}. Run it alone: npm run ${script}`);
  return failed.length === 0;
}
