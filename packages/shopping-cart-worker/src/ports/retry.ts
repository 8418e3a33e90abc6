/** One failed try. */
export type Failure = { readonly error: unknown; readonly attempt: number; readonly retryInMs: number };

/** Tries until it succeeds or the signal aborts, and waits longer after every failure. */
export type Retry = <T>(
  options: { readonly signal: AbortSignal; readonly onFailure: (failure: Failure) => void },
  attempt: (number: number) => Promise<T>,
) => Promise<T>;
