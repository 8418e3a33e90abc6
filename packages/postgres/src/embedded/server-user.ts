import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import process from "node:process";

/** Who runs the server: this user, except that PostgreSQL refuses to run as root. */
export type ServerUser = { name: string; ids: { uid: number; gid: number } | Record<string, never> };

/**
 * This user. For root it is whoever owns the data already, otherwise `postgres` where that user exists, otherwise
 * `nobody`; no user is created.
 */
export async function serverUser(data: string): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return { name: "this user", ids: {} };
  const owner = await stat(data).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) {
    const name = (await accounts()).find(([, , uid]) => Number(uid) === owner.uid)?.[0] ?? `with id ${owner.uid}`;
    return { name, ids: { uid: owner.uid, gid: owner.gid } };
  }
  return rootsServerUser();
}

/** Whom root runs a new server as. */
export async function rootsServerUser(): Promise<ServerUser> {
  const entries = await accounts();
  for (const name of ["postgres", "nobody"]) {
    const entry = entries.find(([user]) => user === name);
    // macOS writes nobody's id as -2.
    if (entry) return { name, ids: { uid: Number(entry[2]) >>> 0, gid: Number(entry[3]) >>> 0 } };
  }
  throw new Error(
    "Cannot start the embedded PostgreSQL as root: there is neither a user postgres nor a user nobody to run it as. " +
      "Create one (useradd --system postgres), or start as an ordinary user.",
  );
}

async function accounts(): Promise<string[][]> {
  return (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
}

/** The topmost folder on the way to `path` that the server's user may not enter, if any. */
export async function firstClosedFolder(path: string, { ids }: ServerUser): Promise<string | undefined> {
  if (ids.uid === undefined) return undefined;
  const way: string[] = [];
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    way.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  for (const folder of way) {
    const { mode, uid, gid } = await stat(folder);
    const enter = uid === ids.uid ? 0o100 : gid === ids.gid ? 0o010 : 0o001;
    if ((mode & enter) === 0) return folder;
  }
  return undefined;
}
