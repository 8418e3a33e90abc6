/** Packs every library as it would be published, and asks publint and attw what its users would meet. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { removeTree } from "../new/tree.ts";
import { quiet, root } from "../root.ts";
import { packLibraries } from "./pack.ts";

const folder = mkdtempSync(join(tmpdir(), "hexmart-packed-"));
try {
  const tarballs = [...packLibraries(root, folder).values()];
  const problems = (await Promise.all(tarballs.map(problemsOf))).flat();
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`ok: ${tarballs.length} libraries can be published`);
} finally {
  removeTree(folder);
}

async function problemsOf(tarball: string): Promise<string[]> {
  const checks = [
    ["publint/src/cli.js", "run", tarball, "--strict"],
    // ESM alone: CommonJS reaches it by import(), or by require() on Node from 22.12 on.
    ["@arethetypeswrong/cli/dist/index.js", tarball, "--profile", "esm-only", "--no-color"],
  ];
  const outputs = await Promise.all(checks.map(([script = "", ...args]) => failureOf(script, args)));
  return [...outputs, ...missingIn(tarball)]
    .filter((text) => text !== undefined)
    .map((text) => `${basename(tarball)}: ${text}`);
}

/** What a tool of node_modules says when it fails. */
async function failureOf(script: string, args: readonly string[]): Promise<string | undefined> {
  const child = spawn(process.execPath, [join(root, "node_modules", script), ...args], { env: quiet() });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return code === 0 ? undefined : output;
}

function missingIn(tarball: string): string[] {
  const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n");
  const missing = ["README.md", "LICENSE", "CHANGELOG.md"].filter((file) => !files.includes(`package/${file}`));
  const tests = files.filter((file) => /\.test\.|\.contract\.|\/test\//.test(file));
  return [...missing.map((file) => `has no ${file}`), ...tests.map((file) => `has a test in it: ${file}`)];
}
