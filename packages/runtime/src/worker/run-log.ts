/**
 * What a worker has begun and not finished: one run at most. It outlives the process, so that whoever comes after it goes
 * on with the same run, under the same ids, and does nothing twice.
 */
export type RunLog<Run> = {
  /** The run that was begun and not finished, perhaps by a process that is gone. */
  pending(): Promise<Run | undefined>;
  /**
   * Remembers a run before anything of it is done. Once it has resolved, not even a power cut loses the run.
   *
   * @throws Error when another run is pending, which has to be finished first, or when the run cannot be kept.
   */
  begin(run: Run): Promise<void>;
  /** Forgets the pending run: all of it is done, or the rest never will be. */
  finish(): Promise<void>;
};
