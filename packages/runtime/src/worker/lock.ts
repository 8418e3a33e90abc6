import { DatabaseSync } from "node:sqlite";

/** Somebody else holds the lock. A later start may work. */
export class StateInUseError extends Error {
  override readonly name = "StateInUseError";
  readonly code = "STATE_IN_USE";

  constructor(file: string, cause: unknown) {
    super(
      `Cannot use ${file}: another process holds it. Stop that one, or give this one a folder of its own (STATE_DIRECTORY).`,
      { cause },
    );
  }
}

/**
 * Locks a file, which stays empty, until disposal or the end of the process.
 *
 * Node has no file locks, but SQLite has, on every platform and in every runtime. It is the kernel that holds them: unlike
 * a file with a process id in it, they are gone with the process, and they hold between containers that share a volume.
 */
export function lock(file: string, onProblem: (error: unknown) => never): Disposable {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    // Nothing is ever written: there is nothing to keep a journal of in a second file.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    database?.close();
    // Deno's error has no number.
    if (/database is locked/.test(String(error))) throw new StateInUseError(file, error);
    return onProblem(error);
  }
  let held: DatabaseSync | undefined = database;
  return {
    [Symbol.dispose]() {
      held?.close();
      held = undefined;
    },
  };
}
