import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const runtime = "deno" in process.versions ? ["run", "--allow-all"] : ["--disable-warning=ExperimentalWarning"];

export type Command = {
  readonly words: readonly string[];
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
};

/** The words that begin a command of the stack, on the runtime of the test. */
export const commandLine = (name: string): readonly string[] => [
  process.execPath,
  ...runtime,
  fileURLToPath(new URL(`../src/cli/${name}.ts`, import.meta.url)),
];

/** Runs a command of the stack to its end. */
export async function runCli(name: string, { words, input = "", environment = {} }: Command) {
  const [program = "", ...before] = commandLine(name);
  const child = spawn(program, [...before, ...words], { env: { ...process.env, NO_COLOR: "1", ...environment } });
  child.stdin.end(input);
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { output, errors, exitCode: child.exitCode };
}
