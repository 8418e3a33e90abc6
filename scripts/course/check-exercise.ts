import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyTree } from "./copy-tree.ts";
import type { Exercise } from "./exercises.ts";
import { checkTypes, patch, placeTest, type Run, runTest, runTests } from "./work-on-exercise.ts";

/**
 * Proves, in a copy of the tree, that an exercise is one and can be solved: its test fails, the solution applies, and with
 * it the test passes, as do the unit tests and the types of the package. Answers what is wrong.
 */
export async function checkExercise(
  root: string,
  exercise: Exercise,
  { signal, temporary = tmpdir() }: { signal?: AbortSignal; temporary?: string } = {},
): Promise<string | undefined> {
  const copy = realpathSync(mkdtempSync(join(temporary, `hexmart-exercise-${exercise.name}-`)));
  try {
    copyTree(root, copy, { buf: exercise.changesContract });
    placeTest(copy, exercise);
    if ((await runTest(copy, exercise, { signal })).ok) return "its test passes already: there is nothing to do";

    const steps: readonly [string, () => Promise<Run>][] = [
      ["its solution does not apply", () => patch(copy, exercise, { signal })],
      ["with its solution, tests fail", () => runTests(copy, exercise, { signal })],
      ["with its solution, types are wrong", () => checkTypes(copy, exercise, { signal })],
    ];
    for (const [fault, step] of steps) {
      const { ok, output } = await step();
      if (!ok) return `${fault}:\n${output.trimEnd().replaceAll(copy, ".")}`;
    }
    return undefined;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
