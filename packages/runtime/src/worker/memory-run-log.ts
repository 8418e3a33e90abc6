import type { RunLog } from "./run-log.ts";

/**
 * A run log in this process, for tests and for what may forget. A test keeps `storage` to start its worker anew.
 *
 * @example
 * const log = createMemoryRunLog<{ id: string }>();
 * await log.begin({ id: "a" });
 */
export function createMemoryRunLog<Run>(storage: { pending?: Run } = {}): RunLog<Run> {
  return {
    pending: async () => storage.pending,
    async begin(run) {
      if (storage.pending !== undefined) throw new Error("Cannot begin a run: another one is pending, finish it first");
      storage.pending = run;
    },
    async finish() {
      delete storage.pending;
    },
  };
}
