/** npm forwards the Ctrl-C that the terminal has sent to everyone already: one press, two signals. */
const SAME_KEYPRESS_MS = 250;

/**
 * A signal that aborts when this process is to stop: Ctrl-C, SIGTERM, a closed terminal, or a closed pipe behind its
 * output. Who asks a second time gets an end at once.
 */
export function onStop(): AbortSignal {
  const stopping = new AbortController();
  let first = 0;
  const stop = () => {
    if (stopping.signal.aborted && performance.now() - first > SAME_KEYPRESS_MS) process.exit(130);
    first ||= performance.now();
    stopping.abort(new Error("asked to stop"));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  process.stdout.on("error", () => stopping.abort(new Error("nobody reads the output any more")));
  return stopping.signal;
}
