import { lstat, mkdir } from "node:fs/promises";
import process from "node:process";
import { rootsServerUser } from "./server-user.ts";

/**
 * The ids of the users in whose folders this process may write: its own, for root also that of the user it runs the
 * server as. Undefined where the system has no such ids.
 */
export async function trustedOwners(uid = process.getuid?.()): Promise<readonly number[] | undefined> {
  if (uid !== 0) return uid === undefined ? undefined : [uid];
  return [0, (await rootsServerUser()).ids.uid ?? 0];
}

/**
 * Makes a folder unless it is there, and refuses one that somebody else could have prepared, as in a shared /tmp: a link,
 * a folder of another user, or one that others may write to. Whoever writes there would follow that user's links.
 *
 * @throws Error that names the folder, what is wrong with it, and the remedy.
 */
export async function makeTrustedFolder(directory: string, owners: readonly number[] | undefined): Promise<void> {
  // A mode without the group's write bit, whatever the umask.
  await mkdir(directory, { recursive: true, mode: 0o755 });
  await checkTrustedFolder(directory, owners);
}

async function checkTrustedFolder(directory: string, owners: readonly number[] | undefined): Promise<void> {
  const refuse = (why: string, remedy: string) => {
    throw new Error(`Cannot keep PostgreSQL in "${directory}": ${why}. ${remedy}.`);
  };
  const found = await lstat(directory);
  if (found.isSymbolicLink()) refuse("it is a symbolic link", "Name the folder that it leads to, or remove the link");
  if (!found.isDirectory()) refuse("it is not a folder", "Choose another path");
  if (owners === undefined) return;
  if (!owners.includes(found.uid)) {
    refuse(
      `it belongs to user id ${found.uid}, not to ${owners.join(" or ")}`,
      "Choose another folder, or start as the user whose folder it is",
    );
  }
  if ((found.mode & 0o022) !== 0) {
    refuse(
      "other users may write to it",
      `If nobody has, close it (chmod go-w "${directory}"), or choose another folder`,
    );
  }
}
