import { randomBytes } from "node:crypto";
import { appendFile, chmod, cp, lchown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Binaries, binariesIn, locateBinaries } from "./binaries.ts";
import { firstClosedFolder, type ServerUser } from "./server-user.ts";
import { makeTrustedFolder, trustedOwners } from "./trusted-folder.ts";

/** A folder that holds one cluster: `data` is PostgreSQL's, `password` is that of its user postgres. */
export type DataDirectory = { data: string; password: string; log: string; binaries: Binaries };

/** Makes `directory` ready to start from: creates the cluster at the first time, checks it at later ones. */
export async function prepareDirectory(directory: string, user: ServerUser): Promise<DataDirectory> {
  const data = join(directory, "data");
  const passwordFile = join(directory, "password");
  await makeTrustedFolder(directory, await trustedOwners());
  // The folder is the server's own; what must stay closed to others in it has modes of its own.
  if (user.ids.uid !== undefined) await chmod(directory, (await stat(directory)).mode | 0o011);
  const closed = await firstClosedFolder(directory, user);
  if (closed !== undefined) {
    throw new Error(
      `Cannot start PostgreSQL in "${directory}": as root it runs as user ${user.name}, who may not enter "${closed}". ` +
        `Choose a folder elsewhere, such as /var/lib/hexmart, or start as an ordinary user.`,
    );
  }
  const binaries = await reachableBinaries(directory, user);

  if (await exists(data)) {
    await checkData(directory, data, binaries, user);
  } else {
    await createCluster({ directory, data, passwordFile, binaries, user });
  }
  const password = await readFile(passwordFile, "utf8").catch((cause) => {
    throw new Error(
      `Cannot start PostgreSQL in "${directory}": its password cannot be read from "${passwordFile}". ` +
        `Restore that file, or move "${directory}" away to start empty.`,
      { cause },
    );
  });
  return { data, password: password.trim(), log: join(data, "server.log"), binaries };
}

/** The programs, copied beside the data when they lie where the server's user may not go, as below /root. */
async function reachableBinaries(directory: string, user: ServerUser): Promise<Binaries> {
  const folder = locateBinaries();
  if ((await firstClosedFolder(folder, user)) === undefined) return binariesIn(folder);
  const copy = join(directory, "programs");
  await rm(copy, { recursive: true, force: true });
  await cp(folder, copy, { recursive: true, verbatimSymlinks: true });
  return binariesIn(copy);
}

type CreateOptions = {
  directory: string;
  data: string;
  passwordFile: string;
  binaries: Binaries;
  user: ServerUser;
};

/** Creates the cluster under another name and renames it when it is whole, so that an interrupted start leaves none. */
async function createCluster({ directory, data, passwordFile, binaries, user }: CreateOptions): Promise<void> {
  const unique = randomBytes(6).toString("hex");
  const fresh = join(directory, `new-${unique}`);
  const password = randomBytes(24).toString("base64url");
  const forInitdb = join(fresh, "..", `pw-${unique}`);
  try {
    await mkdir(fresh, { mode: 0o700 });
    await writeFile(forInitdb, password, { mode: 0o600, flag: "wx" });
    if (user.ids.uid !== undefined) {
      await lchown(fresh, user.ids.uid, user.ids.gid);
      await lchown(forInitdb, user.ids.uid, user.ids.gid);
    }
    await binaries.run(
      "initdb",
      [
        `--pgdata=${fresh}`,
        "--username=postgres",
        `--pwfile=${forInitdb}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
      ],
      user,
    );
    await appendFile(join(fresh, "postgresql.conf"), "\ninclude_if_exists 'embedded.conf'\n");
    // Anew, so that it is neither written through a link nor readable to whoever made it: an interrupted start leaves one.
    await rm(passwordFile, { force: true });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: "wx" });
    await rename(fresh, data);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw new Error(`Cannot create a PostgreSQL cluster in "${directory}": ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    await rm(forInitdb, { force: true });
  }
}

async function checkData(directory: string, data: string, binaries: Binaries, user: ServerUser): Promise<void> {
  const written = (await readFile(join(data, "PG_VERSION"), "utf8")).trim();
  const program = /\d+/.exec(await binaries.run("postgres", ["--version"], user))?.[0];
  if (written !== program) {
    throw new Error(
      `Cannot start PostgreSQL ${program} in "${directory}": its data was written by PostgreSQL ${written}. ` +
        `Move the folder away to start empty (mv "${directory}" "${directory}.${written}"), ` +
        "or convert it with pg_upgrade.",
    );
  }
  const owner = (await stat(data)).uid;
  const runner = user.ids.uid ?? process.getuid?.();
  if (runner !== undefined && owner !== runner) {
    throw new Error(
      `Cannot start PostgreSQL in "${directory}": its data belongs to user id ${owner}, but the server would run as ` +
        `${runner}. Start as the user who created it, or remove the folder to start empty.`,
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
