import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";

const options = { mode: 0o700 } as const;

/**
 * Makes a folder, and those above it, for this user alone. Node's own `recursive` never comes back where a file system
 * takes no folders at all, as /proc does. Deno's does, and asks for permission for nothing but the folder itself.
 */
export async function makeFolder(folder: string): Promise<void> {
  if (process.versions.deno !== undefined) {
    await mkdir(folder, { ...options, recursive: true });
    return;
  }
  try {
    await make(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await make(folder);
  }
}

async function make(folder: string): Promise<void> {
  await mkdir(folder, options).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}
