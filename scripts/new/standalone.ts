import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { packLibraries } from "../release/pack.ts";
import type { Options } from "./arguments.ts";
import { type Context, prepare } from "./in-tree.ts";
import { lock, npm } from "./install.ts";
import { NameRefused } from "./names.ts";
import { plan } from "./plan.ts";
import { extract } from "./repository.ts";
import { runNode } from "./run.ts";
import { copyTree, removeTree } from "./tree.ts";

/** Refuses a folder that has something in it, or that git would take for a part of this repository. */
export function checkOut(root: string, out: string): string {
  const target = resolve(out);
  const inside = relative(realpathSync(root), join(realParent(target), basename(target)));
  const refuse = (why: string) => {
    throw new NameRefused(`Cannot make a repository in ${target}: ${why}. Name an empty or new folder elsewhere`);
  };
  if (inside === "" || !inside.startsWith("..")) refuse("it lies in this one");
  if (!existsSync(dirname(target))) refuse("there is no folder to put it into");
  if (existsSync(target) && readdirSync(target).length > 0) refuse("it is not empty");
  return target;
}

const realParent = (path: string) => (existsSync(dirname(path)) ? realpathSync(dirname(path)) : dirname(path));

/**
 * Makes a repository of its own. All of it is made and tried beside the target, so that what is there in the end is whole,
 * and nothing is there otherwise.
 */
export async function makeRepository(options: Options & { readonly out: string }, context: Context): Promise<string> {
  const { root, signal, say } = context;
  const target = checkOut(root, options.out);
  const planned = plan(root, options);
  const work = realpathSync(mkdtempSync(join(tmpdir(), "hexmart-new-")));
  const made = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  try {
    const copy = join(work, "copy");
    mkdirSync(copy);
    say(`copying ${options.source.name}: ${planned.created.size} files`);
    copyTree(root, copy);
    await prepare(copy, planned, options, context);
    say("packing the libraries");
    const tarballs = packLibraries(root, join(work, "packed"));
    signal.throwIfAborted();
    extract({ root: copy, folder: `packages/${planned.name}`, out: made, name: planned.name, tarballs });
    say("installing what it needs");
    await lock(root, made, { signal });
    await npm("install what the repository needs", ["ci"], { cwd: made, signal });
    await runNode("format", ["node_modules/@biomejs/biome/bin/biome", "check", "--write"], { cwd: made, signal });
    say("running its tests");
    const output = await npm("pass the tests of the repository", ["test"], { cwd: made, signal });
    say(output.match(/^Tests: .*$/m)?.[0] ?? "");
    if (existsSync(target)) rmdirSync(target);
    renameSync(made, target);
    return target;
  } finally {
    removeTree(made);
    removeTree(work);
  }
}
