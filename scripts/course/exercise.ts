import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../root.ts";
import { chooseExercise, type Exercise, readExercises } from "./exercises.ts";
import { isSolved, patch, placeTest, removeTest, runTest } from "./work-on-exercise.ts";

const usage = `Works on an exercise of the course.

  npm run exercise                   lists them
  npm run exercise -- 02             puts the test of exercise 02 in its place, and runs it
  npm run exercise -- 02 --solve     applies the solution first
  npm run exercise -- 02 --reset     takes away test and solution`;

/** What git says when somebody's own changes are in the way. */
const inTheWay = "Your own changes are in the way: git diff shows them, git stash puts them aside.";

async function solve(exercise: Exercise): Promise<boolean> {
  if (await isSolved(root, exercise)) return true;
  const { ok, output } = await patch(root, exercise);
  if (!ok) console.error(`The solution does not apply. ${inTheWay}\n${output}`);
  return ok;
}

async function reset(exercise: Exercise): Promise<boolean> {
  removeTest(root, exercise);
  if (!(await isSolved(root, exercise))) {
    console.log(`Removed ${exercise.target}. What you have written yourself is still there: git diff shows it.`);
    return true;
  }
  const { ok, output } = await patch(root, exercise, { reverse: true });
  console.log(ok ? `Removed ${exercise.target} and the solution.` : `Cannot take the solution away: ${output}`);
  return ok;
}

async function work(exercise: Exercise): Promise<boolean> {
  placeTest(root, exercise);
  const { ok } = await runTest(root, exercise, { show: true });
  if (ok) console.log(`\nSolved. npm run exercise -- ${exercise.name} --reset takes away what it brought.`);
  else console.log(`\nThe task is in ${exercise.folder}/README.md, the test now in ${exercise.target}.`);
  return ok;
}

try {
  const options = { solve: { type: "boolean" }, reset: { type: "boolean" }, help: { type: "boolean" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [wanted] = positionals;
  if (values.help) {
    console.log(usage);
  } else if (wanted === undefined) {
    for (const exercise of readExercises(root)) {
      const begun = existsSync(join(root, exercise.target)) ? "   begun" : "";
      console.log(`${exercise.name.padEnd(32)} ${exercise.folder}/README.md${begun}`);
    }
  } else {
    const exercise = chooseExercise(readExercises(root), wanted);
    const ok = values.reset
      ? await reset(exercise)
      : (!values.solve || (await solve(exercise))) && (await work(exercise));
    process.exitCode = ok ? 0 : 1;
  }
} catch (error) {
  console.error(`${(error as Error).message}\nTry: npm run exercise -- --help`);
  process.exitCode = 64;
}
