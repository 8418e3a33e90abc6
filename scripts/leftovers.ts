import { globSync, lstatSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "@hexmart/runtime/is-alive";

const prefix = "hexmart-test-postgres-";

/** Where the database of a run is kept: by its process id, so that a later run knows whether it is still going. */
export function databaseFolder(temporary: string, pid = process.pid): string {
  return join(temporary, `${prefix}${pid}`);
}

/**
 * Removes what runs left that were killed. The folder for temporary files is everybody's: what is not this user's own is
 * left alone. What cannot be removed is told, and stops nobody from testing.
 */
export async function removeLeftovers(
  temporary: string,
  remove: (directory: string) => Promise<void>,
  { uid = process.getuid?.(), warn = console.warn }: { uid?: number | undefined; warn?: (line: string) => void } = {},
): Promise<void> {
  for (const name of globSync(`${prefix}*`, { cwd: temporary })) {
    const directory = join(temporary, name);
    try {
      const found = lstatSync(directory);
      if (!found.isDirectory() || (uid !== undefined && found.uid !== uid)) continue;
      if (!isAlive(Number(name.slice(prefix.length)))) await remove(directory);
    } catch (error) {
      warn(`Cannot remove "${directory}", which an earlier run left: ${(error as Error).message}`);
    }
  }
}
