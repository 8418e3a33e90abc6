import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Run, runNode } from "./run.ts";

type Lock = { packages: Record<string, { link?: boolean; dev?: boolean } & Record<string, unknown>> } & Record<
  string,
  unknown
>;

/**
 * Locks what a new repository depends on, at the versions that this one has: what was tested together stays together.
 */
export async function lock(root: string, out: string, run: Omit<Run, "cwd">): Promise<void> {
  const { name, version } = JSON.parse(readFileSync(join(out, "package.json"), "utf8"));
  const { packages, ...head }: Lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const known = Object.entries(packages).filter(
    ([path, { link }]) => /^(contracts\/)?node_modules\//.test(path) && !link,
  );
  const seed = { ...head, name, version, packages: Object.fromEntries(known) };
  writeFileSync(join(out, "package-lock.json"), `${JSON.stringify(seed, null, 2)}\n`);
  await npm("lock the dependencies", ["install", "--package-lock-only", "--ignore-scripts"], { cwd: out, ...run });
}

/** Runs npm with this Node. */
export function npm(what: string, args: readonly string[], run: Run): Promise<string> {
  const path = process.env.npm_execpath || join(process.execPath, "../../lib/node_modules/npm/bin/npm-cli.js");
  return runNode(what, [path, ...args, "--no-audit", "--no-fund"], run);
}
