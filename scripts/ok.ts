import { spawn } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Gate, gates, type Outcome, runGates } from "./gates.ts";
import { quiet, root } from "./root.ts";
import { summaries } from "./run-tests.ts";
import { closingLine, sumOfSummaries } from "./test-results.ts";

function run({ script, streams }: Gate): Promise<Outcome> {
  // npm says where it is itself; without it, on Windows npm is a script that only a shell can start.
  const npm = process.env.npm_execpath;
  const [command, ...args] = npm ? [process.execPath, npm] : ["npm"];
  const child = spawn(command ?? "npm", [...args, "run", "--silent", script], {
    cwd: root,
    env: quiet(),
    shell: npm === undefined && process.platform === "win32",
    stdio: ["ignore", streams ? "inherit" : "pipe", streams ? "inherit" : "pipe"],
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

// A summary of an earlier run must not stand below this one.
const folder = join(root, summaries);
rmSync(folder, { recursive: true, force: true });
const ok = await runGates(gates, run, console.log);
const texts = globSync("*.txt", { cwd: folder }).map((file) => readFileSync(join(folder, file), "utf8"));
// A gate other than the tests may have failed.
const total = closingLine(sumOfSummaries(texts), ok);
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "ok.txt"), `${total}\n`);
console.log(total);
process.exitCode = ok ? 0 : 1;
