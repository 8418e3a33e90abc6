import { hash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isAlive } from "@hexmart/runtime/is-alive";
import { lock } from "@hexmart/runtime/worker";
import { topology } from "../topology.ts";
import type { Stack } from "./launch.ts";

/**
 * Where a running stack keeps what others may want to find: git-ignored, below the root of the repository, or where
 * HEXMART_STATE says.
 */
const stateDirectory = process.env.HEXMART_STATE || fileURLToPath(new URL("../../../.hexmart", import.meta.url));
/** Where the embedded PostgreSQL keeps its data. */
export const dataDirectory = join(openToAll(stateDirectory) ? stateDirectory : fallback(), "postgres");
/** Where the private keys of the OAuth 2.0 clients are. */
export const keysDirectory = join(stateDirectory, "keys");
/** Where services keep what outlives their processes. */
export const serviceStateDirectory = join(stateDirectory, "state");
/** Where each service's log goes. */
export const logsDirectory = join(stateDirectory, "logs");
const stateFile = (folder: string) => join(folder, "stack.json");

/** What a running stack tells tools and people about itself. */
export type StackState = {
  readonly pid: number;
  readonly platform: string;
  readonly runtime: string;
  readonly issuer: string;
  readonly services: Readonly<Record<string, { readonly address?: string; readonly databaseUrl?: string }>>;
};

/** Writes `stack.json`. */
export async function writeState(stack: Stack, folder = stateDirectory): Promise<void> {
  await mkdir(folder, { recursive: true });
  const services = [...stack.services.values()].map(({ name, address }) => [
    name,
    { ...(address && { address }), ...(topology[name].database && { databaseUrl: stack.databaseUrl(name) }) },
  ]);
  const state: StackState = {
    pid: process.pid,
    platform: stack.platform.name,
    runtime: stack.platform.runtime,
    issuer: stack.issuer,
    services: Object.fromEntries(services),
  };
  await writeFile(stateFile(folder), `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
}

/** The stack that runs now, if one does: a file that a killed stack left behind does not count. */
export async function readState(): Promise<StackState | undefined> {
  const file = stateFile(stateDirectory);
  if (!existsSync(file)) return undefined;
  const state: StackState = JSON.parse(await readFile(file, "utf8"));
  return isAlive(state.pid) ? state : undefined;
}

const startLock = "start.lock";

/**
 * Keeps every other start out of a folder until the end of this process, however that comes.
 *
 * @throws StateInUseError when another process has claimed it.
 */
export async function claim(folder = stateDirectory): Promise<Disposable> {
  await mkdir(folder, { recursive: true });
  return lock(join(folder, startLock), (cause) => {
    throw new Error(`Cannot use ${folder}: see that this user may write there`, { cause });
  });
}

/** Removes what earlier runs left, but the lock, which is held. */
export async function forget(folder = stateDirectory): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name !== startLock);
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

/** Removes `.hexmart/stack.json`. */
export async function removeState(): Promise<void> {
  await rm(stateFile(stateDirectory), { force: true });
}

/**
 * Whether every user may enter a folder. Started by root, PostgreSQL runs as another user, since it refuses root; that
 * user cannot get to a clone below root's own home.
 */
function openToAll(folder: string): boolean {
  if (process.getuid?.() !== 0) return true;
  for (let path = dirname(folder); path !== dirname(path); path = dirname(path)) {
    if ((statSync(path).mode & 0o001) === 0) return false;
  }
  return true;
}

/** A folder outside, of which every clone has its own. */
function fallback(): string {
  return join("/var/tmp", `hexmart-${hash("sha256", stateDirectory).slice(0, 12)}`);
}
