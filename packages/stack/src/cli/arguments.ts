import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { table } from "./paint.ts";

type Option =
  | { readonly type: "boolean"; readonly default: boolean; readonly help: string }
  | { readonly type: "string"; readonly default: string; readonly choices?: readonly string[]; readonly help: string }
  /** May be given several times; `value` says what is expected. */
  | { readonly type: "list"; readonly value: string; readonly help: string };

type Command<Options extends Readonly<Record<string, Option>>> = {
  /** How the command is typed. */
  readonly command: string;
  readonly summary: string;
  /** What stands on the command line besides options, for example `<client>`. */
  readonly operand?: { readonly name: string; readonly help: string };
  /** What may follow the operand, any number of times. */
  readonly rest?: { readonly name: string; readonly help: string };
  readonly options: Options;
  readonly examples?: readonly string[];
};

type Values<Options extends Readonly<Record<string, Option>>> = {
  readonly [Name in keyof Options]: Options[Name]["type"] extends "boolean"
    ? boolean
    : Options[Name]["type"] extends "list"
      ? readonly string[]
      : string;
} & { readonly operand: string | undefined; readonly rest: readonly string[] };

/** Reads the command line. `--help` explains it and exits with 0; a mistake is named, and exits with 64 (EX_USAGE). */
export function parseOptions<const Options extends Readonly<Record<string, Option>>>(
  command: Command<Options>,
): Values<Options> {
  try {
    const options: ParseArgsOptionsConfig = { help: { type: "boolean" } };
    for (const [name, option] of Object.entries(command.options)) {
      options[name] =
        option.type === "list"
          ? { type: "string", multiple: true, default: [] }
          : { type: option.type, default: option.default };
    }
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values.help) {
      console.log(help(command));
      process.exit(0);
    }
    const most = command.rest ? Number.POSITIVE_INFINITY : command.operand ? 1 : 0;
    if (positionals.length > most) throw new Error(`unexpected "${positionals.at(-1)}"`);
    for (const [name, option] of Object.entries(command.options)) {
      const value = values[name];
      if (option.type === "string" && option.choices && !option.choices.includes(String(value))) {
        throw new Error(`--${name} "${value}" is none of ${option.choices.join(", ")}`);
      }
    }
    return { ...values, operand: positionals[0], rest: positionals.slice(1) } as Values<Options>;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nTry: ${command.command} --help`);
    process.exit(64);
  }
}

function help<Options extends Readonly<Record<string, Option>>>({
  command,
  summary,
  operand,
  rest,
  options,
  examples = [],
}: Command<Options>): string {
  const operands = [operand, rest].filter((each) => each !== undefined);
  const rows = [
    ...operands.map((each) => [each.name, each.help]),
    ...Object.entries(options).map(([name, option]) => [
      `--${name}${placeholder(name, option)}`,
      option.help + (option.type === "string" && option.default ? ` (default: ${option.default})` : ""),
    ]),
  ];
  const usage = [command, ...operands.map((each) => each.name), "[options]"].join(" ");
  const shown = examples.length > 0 ? `\n\n${examples.map((example) => `  ${example}`).join("\n")}` : "";
  return `${summary}\n\n  ${usage}\n\n${table(rows)}${shown}`;
}

/** What follows an option in its explanation. */
function placeholder(name: string, option: Option): string {
  if (option.type === "boolean") return "";
  return ` <${option.type === "list" ? option.value : (option.choices?.join("|") ?? name)}>`;
}
