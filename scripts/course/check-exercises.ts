import { root } from "../root.ts";
import { checkExercise } from "./check-exercise.ts";
import { chooseExercise, readExercises } from "./exercises.ts";

const names = process.argv.slice(2);
if (names.includes("--help")) {
  console.log("Proves, in copies of the tree, that the test of each exercise fails, and passes with its solution.\n");
  console.log("  npm run exercise:check [-- NN ...]   all, or those of the chapters NN");
  process.exit(0);
}

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stopping.abort());
try {
  const begun = performance.now();
  const all = readExercises(root);
  const chosen = names.length > 0 ? names.map((name) => chooseExercise(all, name)) : all;
  const waiting = [...chosen];
  let failed = 0;
  const work = async () => {
    for (let exercise = waiting.shift(); exercise !== undefined; exercise = waiting.shift()) {
      const start = performance.now();
      stopping.signal.throwIfAborted();
      const fault = await checkExercise(root, exercise, { signal: stopping.signal });
      const seconds = ((performance.now() - start) / 1_000).toFixed(1).padStart(6);
      if (fault !== undefined) failed++;
      console.log(`${fault === undefined ? "ok    " : "FAILED"} ${exercise.name.padEnd(40)} ${seconds} s`);
      if (fault !== undefined) console.error(`Exercise ${exercise.name}: ${fault}`);
    }
  };
  await Promise.all([work(), work()]);
  const total = ((performance.now() - begun) / 1_000).toFixed(1);
  console.log(
    `${chosen.length - failed} of ${chosen.length} exercises fail without their solution and pass with it, in ${total} s`,
  );
  if (failed > 0 || chosen.length === 0) process.exitCode = 1;
} catch (error) {
  console.error(stopping.signal.aborted ? "Stopped." : `Cannot check the exercises: ${(error as Error).message}`);
  process.exitCode = 1;
}
