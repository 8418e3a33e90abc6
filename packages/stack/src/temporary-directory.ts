import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder that disposing of removes, for a system that nobody keeps: `hexmart-<name>-…`. */
export async function temporaryDirectory(name: string): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), `hexmart-${name}-`));
  // PostgreSQL refuses to run as root, and then runs as a user who has to get in here.
  await chmod(path, 0o755);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
