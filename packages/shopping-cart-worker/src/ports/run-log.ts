import type { Run } from "#domain/run.ts";

/** What was begun and not finished: one run at most. It outlives the process. */
export type RunLog = {
  /** The run that was begun and not finished, perhaps by a process that is gone. */
  pending(): Promise<Run | undefined>;
  /** Remembers a run before anything of it is sent: once it has resolved, not even a power cut loses the run. */
  begin(run: Run): Promise<void>;
  /** Forgets the pending run: all of it is in, or the rest never will be. */
  finish(): Promise<void>;
};
