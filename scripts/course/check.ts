import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { quiet, root } from "../root.ts";
import { readChapters, runCheckpoints } from "./checkpoints.ts";
import { runShell } from "./run-shell.ts";

/** A checkpoint takes some seconds; this is for a machine that does much else. */
const TIMEOUT_MS = 120_000;

const numbers = process.argv.slice(2);
if (numbers.includes("--help")) {
  console.log("Runs the checkpoints of the course as a reader would type them, and compares what comes out.\n");
  console.log("  npm run course:check [-- NN ...]   all, or those of the chapters NN");
  process.exit(0);
}

/** What git sees changed or new: a checkpoint leaves nothing behind. */
const changes = () => spawnSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" }).stdout;

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stopping.abort());
try {
  const before = changes();
  const begun = performance.now();
  const results = await runCheckpoints(
    readChapters(join(root, "docs/course"), numbers),
    (command) => {
      stopping.signal.throwIfAborted();
      return runShell(command, { cwd: root, env: quiet(), timeoutMs: TIMEOUT_MS, signal: stopping.signal });
    },
    ({ chapter, fault }) => fault && console.error(`docs/course/${chapter.file}: the checkpoint fails\n${fault}\n`),
  );
  for (const { chapter, seconds, fault } of results) {
    console.log(`${fault ? "FAILED" : "ok    "} ${chapter.file.padEnd(40)} ${seconds.toFixed(1).padStart(6)} s`);
  }
  const failed = results.filter(({ fault }) => fault);
  const left = changes();
  if (left !== before) console.error(`The checkpoints changed files:\n${left}`);
  for (const { chapter } of failed) console.error(`FAILED: run it alone by npm run course:check -- ${chapter.number}`);
  const total = ((performance.now() - begun) / 1_000).toFixed(1);
  console.log(
    `${results.length - failed.length} of ${results.length} checkpoints print what the course says, in ${total} s`,
  );
  process.exitCode = failed.length > 0 || left !== before ? 1 : 0;
} catch (error) {
  console.error(stopping.signal.aborted ? "Stopped." : `Cannot check the course: ${(error as Error).message}`);
  process.exitCode = 1;
}
