import process from "node:process";
import type { DestinationStream } from "pino";

/** How long a line may wait, in milliseconds: nobody reads a log faster. */
const waitMs = 10;

/** How the lines of createLogger() begin that somebody may have to act upon. */
const urgent = /^\{"level":"(?:warn|error|fatal)"/;

/**
 * Lines of some milliseconds, written together: a write costs a system call and a search for secrets, and a busy server
 * has many lines to write. A warning or an error is written at once, with what waits before it: the process may be about
 * to be killed. When it exits, also by an uncaught error, what waits is written first.
 */
export function batchLines(out: DestinationStream): DestinationStream {
  let waiting = "";
  const flush = () => {
    const lines = waiting;
    waiting = "";
    if (lines !== "") out.write(lines);
  };
  process.on("exit", flush);
  return {
    write(line) {
      if (waiting === "") setTimeout(flush, waitMs);
      waiting += line;
      if (urgent.test(line)) flush();
    },
  };
}
