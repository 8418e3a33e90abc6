import type { VariableDescription } from "@hexmart/runtime";
import { code, prose, table } from "./markdown.ts";

/** What a service in a folder declares to read from its environment. */
export type DescribedConfig = {
  readonly folder: string;
  readonly service: string;
  readonly summary: string;
  readonly variables: readonly VariableDescription[];
  /** What its argument `--once` does, where it has one. */
  readonly once?: string;
};

/** How a process may end. */
export type Exit = { readonly code: number; readonly name: string; readonly what: string };

/** Every variable of every service, as `docs/reference/config.md`. */
export function configReference(configs: readonly DescribedConfig[], exits: readonly Exit[]): string {
  return [
    "# Configuration",
    "Written by `npm run docs:generate` from what each service declares in its `config.ts`: change it there.",
    "A service reads environment variables and nothing else; an empty one counts as absent. All that is wrong is said at once, before anything starts. A secret may be read from a file instead: set `<VARIABLE>_FILE` to its path. Its default, if it has one, is not shown. `--help` prints the same tables.",
    "`npm start -- --help`, `npm run demo -- --help` and `npm run token -- --help` explain the options of the commands of the [stack](../../packages/stack/README.md).",
    ...configs.flatMap(({ folder, service, summary, variables, once }) => [
      `## ${service}`,
      `${prose(summary)} [${folder}](../../${folder})`,
      tableOf(variables),
      ...(once === undefined ? [] : [`With the argument \`--once\`: ${prose(once)}`]),
    ]),
    "## Exit codes",
    "How the process of a service ends, so that a supervisor can tell what may work later from what never will:",
    table(
      ["exit", "name", "when"],
      exits.map((exit) => [String(exit.code), exit.name, prose(exit.what)]),
    ),
    "[errors.md](errors.md#a-process-that-does-not-start) says what to do about each reason.\n",
  ].join("\n\n");
}

function tableOf(variables: readonly VariableDescription[]): string {
  return table(
    ["variable", "default", "required", "secret", "what it is"],
    variables.map((variable) => [
      code(variable.name),
      variable.default === undefined ? "–" : variable.default === "" ? "empty" : code(variable.default),
      variable.required ? "yes" : "–",
      variable.secret ? "yes" : "–",
      prose(variable.description),
    ]),
  );
}

/** The exit codes with the comments that explain them, which only the source of `exitCodes` has. */
export function exitsIn(source: string, known: Readonly<Record<string, number>>): Exit[] {
  const found = [...source.matchAll(/\/\*\* ([^*]+) \*\/\s+(\w+): (\d+),/g)].map(([, what = "", name = "", code]) => ({
    code: Number(code),
    name,
    what,
  }));
  for (const [name, code] of Object.entries(known)) {
    if (!found.some((exit) => exit.name === name && exit.code === code)) {
      throw new Error(`Cannot document exit code ${code} (${name}): its line in the source has no /** comment */`);
    }
  }
  return found;
}
