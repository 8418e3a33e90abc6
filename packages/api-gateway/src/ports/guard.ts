/** Keeps one upstream's trouble from becoming everybody's. */
export type Guard = {
  /**
   * Waits for a place, and answers how to give it back. Rejects with an UpstreamError where there is none to wait for,
   * and with the signal's reason.
   */
  enter(signal: AbortSignal): Promise<() => void>;
  /** Runs what may fail, unless too much of it has failed of late: then it rejects with an UpstreamError at once. */
  attempt<T>(run: () => Promise<T>): Promise<T>;
};
