import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { table } from "./paint.ts";

type Option =
  | { readonly type: "boolean"; readonly default: boolean; readonly help: string }
  | { readonly type: "string"; readonly default: string; readonly choices?: readonly string[]; readonly help: string };

type Command<Options extends Readonly<Record<string, Option>>> = {
  /** How the command is typed. */
  readonly command: string;
  readonly summary: string;
  /** What stands on the command line besides options, for example `<client>`. */
  readonly operand?: { readonly name: string; readonly help: string };
  readonly options: Options;
};

type Values<Options extends Readonly<Record<string, Option>>> = {
  readonly [Name in keyof Options]: Options[Name]["type"] extends "boolean" ? boolean : string;
} & { readonly operand: string | undefined };

/** Reads the command line. `--help` explains it and exits with 0; a mistake is named, and exits with 64 (EX_USAGE). */
export function parseOptions<const Options extends Readonly<Record<string, Option>>>(
  command: Command<Options>,
): Values<Options> {
  try {
    const options: ParseArgsOptionsConfig = { help: { type: "boolean" } };
    for (const [name, option] of Object.entries(command.options)) {
      options[name] = { type: option.type, default: option.default };
    }
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values.help) {
      console.log(help(command));
      process.exit(0);
    }
    if (positionals.length > (command.operand ? 1 : 0)) throw new Error(`unexpected "${positionals.at(-1)}"`);
    for (const [name, option] of Object.entries(command.options)) {
      const value = values[name];
      if (option.type === "string" && option.choices && !option.choices.includes(String(value))) {
        throw new Error(`--${name} "${value}" is none of ${option.choices.join(", ")}`);
      }
    }
    return { ...values, operand: positionals[0] } as Values<Options>;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nTry: ${command.command} --help`);
    process.exit(64);
  }
}

function help<Options extends Readonly<Record<string, Option>>>({
  command,
  summary,
  operand,
  options,
}: Command<Options>): string {
  const rows = Object.entries(options).map(([name, option]) => [
    option.type === "boolean" ? `--${name}` : `--${name} <${option.choices?.join("|") ?? name}>`,
    option.help + (option.type === "string" && option.default ? ` (default: ${option.default})` : ""),
  ]);
  if (operand) rows.unshift([operand.name, operand.help]);
  return [`${summary}\n`, `  ${command} ${operand ? `${operand.name} ` : ""}[options]\n`, table(rows)].join("\n");
}
