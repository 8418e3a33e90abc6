import { open, readFile, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import process from "node:process";
import * as z from "zod";
import { ConfigError } from "../config-error.ts";
import { lock } from "./lock.ts";
import { makeFolder } from "./make-folder.ts";
import type { RunLog } from "./run-log.ts";

export type FileRunLogOptions<Run> = {
  /** The folder; it is made when it is not there. */
  readonly directory: string;
  /** Whose runs these are. Workers of several names may share a folder. */
  readonly worker: string;
  /** Reads a run back from JSON. */
  readonly run: z.ZodType<Run>;
};

/** Changes when the file does, so that no version takes the file of another for its own. */
const FORMAT = "hexmart.run.v1";

/**
 * A run log in a file, `<directory>/<worker>.run.json`, which is there for as long as a run is pending. It is written
 * beside, synced and renamed, so that whenever the process or the machine stops, the file is there as a whole or not at all.
 *
 * A lock keeps out a second worker of the same name until this one is disposed of or ends, however it ends.
 *
 * @throws ConfigError when the folder cannot be used, or the file is not one that this worker wrote.
 * @throws StateInUseError when another process uses it.
 *
 * @example
 * const run = z.object({ id: z.uuid(), time: z.coerce.date(), size: z.int() });
 * const log = await openFileRunLog({ directory: config.STATE_DIRECTORY, worker: "product-worker", run });
 * const pending = await log.pending();
 */
export async function openFileRunLog<Run>(options: FileRunLogOptions<Run>): Promise<RunLog<Run> & Disposable> {
  const directory = resolve(options.directory);
  const file = resolve(directory, `${options.worker}.run.json`);
  await makeFolder(directory).catch(unusable(directory));
  const held = lock(resolve(directory, `${options.worker}.lock`), unusable(directory));

  try {
    let pending = parse(await read(file).catch(unusable(directory)), file, options);
    return {
      pending: async () => pending,

      async begin(run) {
        if (pending !== undefined) {
          throw new Error(`Cannot begin a run: another one is pending in ${file}, finish it first`);
        }
        const text = `${JSON.stringify({ format: FORMAT, worker: options.worker, run })}\n`;
        await replace(file, text).catch(notKept(file));
        pending = run;
      },

      async finish() {
        await remove(file).catch(notKept(file));
        pending = undefined;
      },

      [Symbol.dispose]: () => held[Symbol.dispose](),
    };
  } catch (error) {
    held[Symbol.dispose]();
    throw error;
  }
}

/** The text of a file, or undefined where there is none. */
async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parse<Run>(text: string | undefined, file: string, { worker, run }: FileRunLogOptions<Run>): Run | undefined {
  if (text === undefined) return undefined;
  const schema = z.object({ format: z.literal(FORMAT), worker: z.literal(worker), run });
  try {
    return schema.parse(JSON.parse(text)).run;
  } catch (cause) {
    throw new ConfigError(
      "STATE_DIRECTORY",
      `${file} is not a run that this version of ${worker} wrote. ` +
        "Start the version that did, or move the file away: what its run has not done yet is then never done.",
      { cause },
    );
  }
}

/** Readers see the old file or the new one; one that is half written is never under this name. */
async function replace(file: string, text: string): Promise<void> {
  const beside = `${file}.new`;
  const handle = await open(beside, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
  await sync(dirname(file));
}

async function remove(file: string): Promise<void> {
  await rm(file, { force: true });
  await sync(dirname(file));
}

/** A new or removed name survives a power cut only when its folder is synced too. Windows has no such call. */
async function sync(directory: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unusable(directory: string) {
  return (cause: unknown): never => {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new ConfigError(
      "STATE_DIRECTORY",
      `${directory} cannot be used (${code ?? message}): it must be a folder in which this user may read and write.`,
      { cause },
    );
  };
}

function notKept(file: string) {
  return (cause: unknown): never => {
    const { code, message } = cause as NodeJS.ErrnoException;
    const remedy = "see that this user may write there, and that the disk is neither full nor read-only";
    throw new Error(`Cannot keep a run in ${file} (${code ?? message}): ${remedy}`, { cause });
  };
}
