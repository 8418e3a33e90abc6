import { exitCodes } from "@hexmart/runtime";
import type { UseCases } from "#app/index.ts";
import { clients } from "./clients.ts";
import { type Command, columns, explain, parse, RefusedError, UsageError } from "./command.ts";
import { keys } from "./keys.ts";
import { users } from "./users.ts";

export type Surroundings = {
  /** Opens what the commands work on. */
  open(): Promise<{ app: UseCases; close(): Promise<void> }>;
  readPassword(): Promise<string>;
  out(text: string): void;
  err(text: string): void;
};

const groups: Readonly<Record<string, Readonly<Record<string, Command>>>> = { clients, keys, users };

/** Does what the command line says, and answers the exit code of the process. */
export async function runCommandLine(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { out, err } = surroundings;
  const [group = "", verb = ""] = args;
  const commands = Object.hasOwn(groups, group) ? groups[group] : undefined;
  const command = commands && Object.hasOwn(commands, verb) ? commands[verb] : undefined;
  if (!command) {
    const asked = args.includes("--help") || args.includes("-h");
    const wrong = [group, verb].filter((word) => word && !word.startsWith("-")).join(" ");
    if (!asked && wrong) err(`There is no command "${wrong}".\n`);
    (asked ? out : err)(overview(commands ? { [group]: commands } : groups));
    return asked ? exitCodes.stopped : exitCodes.usage;
  }
  const name = `${group} ${verb}`;
  try {
    const given = parse(command, args.slice(2));
    if (given.options.help === true) {
      out(explain(name, command));
      return exitCodes.stopped;
    }
    const { app, close } = await surroundings.open();
    try {
      const { json, text } = await command.run({ ...given, app, readPassword: surroundings.readPassword });
      out(given.options.json === true ? JSON.stringify(json) : text);
      return exitCodes.stopped;
    } finally {
      await close();
    }
  } catch (error) {
    const { message, exitCode } = explainFailure(error, name);
    err(message);
    return exitCode;
  }
}

function overview(shown: typeof groups): string {
  const rows = Object.entries(shown).flatMap(([group, commands]) =>
    Object.entries(commands).map(([verb, { summary, operand }]) => [
      [group, verb, operand?.name].filter(Boolean).join(" "),
      summary,
    ]),
  );
  return [
    "Administers identity: who may ask for tokens, who may log in, and the keys that tokens are signed with.\n",
    "  npm run identity -- <command> [options]\n",
    columns(rows),
    "\nIt works on the database that DATABASE_URL names, or else on that of the hexmart that runs on this machine.",
    "Each command explains itself with --help.",
  ].join("\n");
}

// PostgreSQL's undefined_table and undefined_column.
const NOT_PREPARED = ["42P01", "42703"];

function explainFailure(error: unknown, name: string): { message: string; exitCode: number } {
  if (!(error instanceof Error)) return { message: String(error), exitCode: exitCodes.crashed };
  const { message } = error;
  const code = "code" in error ? String(error.code) : "";
  if (error instanceof UsageError || code === "invalid_client_metadata" || code === "invalid_password") {
    return { message: `${message}\nTry: npm run identity -- ${name} --help`, exitCode: exitCodes.usage };
  }
  if (error instanceof RefusedError) return { message, exitCode: exitCodes.crashed };
  if (code === "CONFIG_INVALID") return { message, exitCode: exitCodes.config };
  if (code === "DATABASE_UNAVAILABLE") return { message, exitCode: exitCodes.unavailable };
  if (NOT_PREPARED.includes(code)) {
    const reason = "the database was not made by this version of identity. Start identity once, or set DATABASE_URL";
    return { message: `Cannot run ${name}: ${reason}`, exitCode: exitCodes.unavailable };
  }
  return { message: `Cannot run ${name}: ${error.stack ?? message}`, exitCode: exitCodes.crashed };
}
