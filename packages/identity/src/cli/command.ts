import { parseArgs } from "node:util";
import type { UseCases } from "#app/index.ts";

export type Option = {
  readonly type: "boolean" | "string";
  /** Whether it may be given several times. */
  readonly multiple?: boolean;
  /** What stands for its value in the help. */
  readonly value?: string;
  readonly help: string;
};

/** What an operator typed after the command. Options are checked where they are used. */
export type Given = {
  readonly operand: string;
  readonly options: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
};

export type Context = Given & {
  readonly app: UseCases;
  /** Asks for a password: without showing it on a terminal, or as all that standard input holds. */
  readonly readPassword: () => Promise<string>;
};

/** What a command has to say, to a program and to a person. */
export type Answer = { readonly json: unknown; readonly text: string };

export type Command = {
  readonly summary: string;
  readonly operand?: { readonly name: string; readonly help: string };
  readonly options: Readonly<Record<string, Option>>;
  run(context: Context): Promise<Answer>;
};

/** A command line that makes no sense. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A command that is understood and cannot be done: what it names is there already, or is not there. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

const everywhere: Readonly<Record<string, Option>> = {
  json: { type: "boolean", help: "print JSON and nothing else (with npm run --silent)" },
  help: { type: "boolean", help: "explain this command" },
};

/** Reads what stands after the name of a command. */
export function parse({ operand, options }: Command, args: readonly string[]): Given {
  const known = Object.entries({ ...options, ...everywhere }).map(([name, { type, multiple = false }]) => {
    return [name, { type, multiple }] as const;
  });
  const { values, positionals } = tryToParse(args, Object.fromEntries(known));
  const [first = ""] = positionals;
  if (values.help !== true) {
    if (operand && first === "") throw new UsageError(`${operand.name} is missing`);
    const extra = positionals[operand ? 1 : 0];
    if (extra !== undefined) throw new UsageError(`unexpected argument ${JSON.stringify(extra)}`);
  }
  return { operand: first, options: values };
}

function tryToParse(args: readonly string[], options: Record<string, { type: Option["type"]; multiple: boolean }>) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** How a command is typed, and what its options mean. */
export function explain(name: string, { summary, operand, options }: Command): string {
  const rows = Object.entries({ ...options, ...everywhere }).map(([option, { value, multiple, help }]) => [
    `--${option}${value ? ` <${value}>` : ""}`,
    multiple ? `${help}; may be given several times` : help,
  ]);
  if (operand) rows.unshift([operand.name, operand.help]);
  const usage = [name, operand?.name, "[options]"].filter(Boolean).join(" ");
  return `${summary}\n\n  npm run identity -- ${usage}\n\n${columns(rows)}`;
}

/** Rows in columns, each as wide as its widest cell. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(cell.length, widths[i] ?? 0);
  }
  const line = (row: readonly string[]) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("   ");
  return rows.map((row) => `  ${line(row).trimEnd()}`).join("\n");
}
