/** Resolves after some time, in milliseconds, or as soon as one of the signals aborts. */
export function pause(timeoutMs: number, signals: readonly AbortSignal[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, timeoutMs);
  const wake = () => resolve();
  for (const signal of signals) {
    signal.addEventListener("abort", wake);
  }
  if (signals.some((signal) => signal.aborted)) {
    resolve();
  }
  return promise.finally(() => {
    clearTimeout(timer);
    for (const signal of signals) {
      signal.removeEventListener("abort", wake);
    }
  });
}
