import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** What a run or a tool leaves, and what is not the repository's own. */
const left = new Set(["node_modules", ".git", ".turbo", ".hexmart", ".state", ".deps", "coverage"]);

/** Every file of a tree, relative to its root. */
export function filesIn(root: string, folder = ""): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (left.has(entry.name)) return [];
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesIn(root, path);
    return entry.isFile() ? [path] : [];
  });
}

/**
 * Copies the repository, so that what is tried there leaves no trace here. What npm installed is linked to, but for the
 * packages of the workspace, which are those of the copy.
 */
export function copyTree(from: string, to: string): void {
  for (const path of filesIn(from)) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    copyFileSync(join(from, path), join(to, path));
  }
  linkModules(from, to);
  for (const folder of filesIn(to).filter((path) => /^(contracts|e2e|packages\/[^/]+)\/package\.json$/.test(path))) {
    const nested = join(dirname(folder), "node_modules");
    if (existsSync(join(from, nested))) symlinkSync(join(from, nested), join(to, nested), "junction");
  }
}

function linkModules(from: string, to: string): void {
  const modules = join(from, "node_modules");
  mkdirSync(join(to, "node_modules", "@hexmart"), { recursive: true });
  for (const name of readdirSync(modules)) {
    if (name !== "@hexmart") link(join(modules, name), join(to, "node_modules", name));
  }
  for (const name of readdirSync(join(modules, "@hexmart")))
    linkPackage(to, name, readlinkSync(join(modules, "@hexmart", name)));
}

/** Links a package of the workspace, as npm does. */
export function linkPackage(root: string, name: string, target = join("..", "..", "packages", name)): void {
  const path = join(root, "node_modules", "@hexmart", name);
  if (!existsSync(path)) symlinkSync(target, path, "junction");
}

function link(target: string, path: string): void {
  if (lstatSync(target).isFile()) copyFileSync(target, path);
  else symlinkSync(target, path, "junction");
}

/** What has become of a file: its text, or undefined where it is gone. */
export type Change = { readonly path: string; readonly before: Buffer | undefined; readonly after: Buffer | undefined };

/** What is different in a copy of a tree. */
export function changesBetween(before: string, after: string): Change[] {
  const paths = [...new Set([...filesIn(before), ...filesIn(after)])].sort();
  const read = (root: string, path: string) =>
    existsSync(join(root, path)) ? readFileSync(join(root, path)) : undefined;
  return paths
    .map((path) => ({ path, before: read(before, path), after: read(after, path) }))
    .filter((change) => !same(change.before, change.after));
}

const same = (a: Buffer | undefined, b: Buffer | undefined) => (a && b ? a.equals(b) : a === b);

/** Removes a temporary tree; what its links lead to stays. */
export const removeTree = (path: string) => rmSync(path, { recursive: true, force: true });
