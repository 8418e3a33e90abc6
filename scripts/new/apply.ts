import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Change } from "./tree.ts";

// #region apply
/**
 * Writes all changes into a tree, or none: when one cannot be written, those before it are taken back, and folders that
 * were made for them too. It does not wait for anything on its way, so that no signal finds it half done.
 */
export function apply(root: string, changes: readonly Change[], write = writeFileSync): void {
  const done: Change[] = [];
  try {
    for (const change of changes) {
      done.push(change);
      put(root, change.path, change.after, write);
    }
  } catch (error) {
    for (const { path, before } of done.reverse()) put(root, path, before, writeFileSync);
    throw error;
  }
}
// #endregion apply

function put(root: string, path: string, content: Buffer | undefined, write: typeof writeFileSync): void {
  const file = join(root, path);
  if (content !== undefined) {
    mkdirSync(dirname(file), { recursive: true });
    write(file, content);
    return;
  }
  rmSync(file, { force: true });
  for (let folder = dirname(file); relative(root, folder) !== ""; folder = dirname(folder)) {
    if (!existsSync(folder) || readdirSync(folder).length > 0) return;
    rmdirSync(folder);
  }
}
