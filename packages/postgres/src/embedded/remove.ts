import { readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { binariesIn, locateBinaries } from "./binaries.ts";
import { stopOrphan } from "./orphan.ts";
import { serverUser } from "./server-user.ts";

/**
 * Removes an embedded server's folder with all its data, stopping what a dead process left running in it.
 *
 * @throws Error when the server belongs to a process that is alive.
 */
export async function removeEmbeddedPostgres(directory: string): Promise<void> {
  const folder = resolve(directory);
  const data = join(folder, "data");
  const password = (await readFile(join(folder, "password"), "utf8").catch(() => "")).trim();
  const user = await serverUser(data);
  await stopOrphan(folder, { data, password, binaries: binariesIn(locateBinaries()) }, user, undefined);
  await rm(folder, { recursive: true, force: true });
}
