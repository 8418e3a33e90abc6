/** What goes along with every call to another service. */
export type Call = {
  /** Names the calls that belong together, in the logs of every side. */
  readonly runId: string;
  /** Ends the call at once. */
  readonly signal: AbortSignal;
};
