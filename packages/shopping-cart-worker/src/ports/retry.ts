/** One failed try; `retryInMs` is undefined when there is no next one. */
export type Failure = { readonly error: unknown; readonly attempt: number; readonly retryInMs: number | undefined };

/** Tries until it succeeds, gives up or the signal aborts, and waits longer after every failure. */
export type Retry = <T>(
  options: { readonly signal: AbortSignal; readonly onFailure: (failure: Failure) => void },
  attempt: (number: number) => Promise<T>,
) => Promise<T>;
