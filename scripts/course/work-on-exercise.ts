import { spawn } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { quiet } from "../root.ts";
import { type Exercise, jestArguments } from "./exercises.ts";

/** What a program printed, and whether it succeeded. */
export type Run = { readonly ok: boolean; readonly output: string };

/** Where, whether its output is shown as it comes, and what ends it. */
export type RunOptions = { readonly show?: boolean; readonly signal?: AbortSignal | undefined };

function run(cwd: string, command: string, args: readonly string[], { show, signal }: RunOptions = {}): Promise<Run> {
  const child = spawn(command, args, {
    cwd,
    // A copy may lie below another repository, which git would take for the one that is meant.
    env: { ...quiet(), GIT_CEILING_DIRECTORIES: dirname(cwd) },
    stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
    ...(signal && { signal }),
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ ok: code === 0, output }));
  });
}

/** Puts the test of an exercise in its place. */
export function placeTest(root: string, { test, target }: Exercise): void {
  copyFileSync(join(root, test), join(root, target));
}

export function removeTest(root: string, { target }: Exercise): void {
  rmSync(join(root, target), { force: true });
}

/** Runs the test of an exercise, which is in its place. */
export function runTest(root: string, exercise: Exercise, options?: RunOptions): Promise<Run> {
  const args = jestArguments(root, exercise, { along: false });
  return run(join(root, exercise.workspace), process.execPath, args, options);
}

/** Runs it with the unit tests of its package; one that needs a database alone. */
export function runTests(root: string, exercise: Exercise, options?: RunOptions): Promise<Run> {
  const args = jestArguments(root, exercise, { along: true });
  return run(join(root, exercise.workspace), process.execPath, args, options);
}

/** Whether the types of the package are right. */
export function checkTypes(root: string, { workspace }: Exercise, options?: RunOptions): Promise<Run> {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  return run(join(root, workspace), process.execPath, [tsc, "-p", "."], options);
}

/** Applies the solution, or takes it away again, and generates code where it changes a contract. */
export async function patch(
  root: string,
  { solution, changesContract }: Exercise,
  { reverse = false, ...options }: RunOptions & { readonly reverse?: boolean } = {},
): Promise<Run> {
  const applied = await run(root, "git", ["apply", ...(reverse ? ["--reverse"] : []), solution], options);
  if (!applied.ok || !changesContract) return applied;
  return run(root, process.execPath, [join(root, "scripts", "generate.ts")], options);
}

/** Whether the tree has the solution already. */
export async function isSolved(root: string, { solution }: Exercise): Promise<boolean> {
  return (await run(root, "git", ["apply", "--reverse", "--check", solution])).ok;
}
