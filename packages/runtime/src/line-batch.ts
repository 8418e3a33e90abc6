import process from "node:process";
import type { DestinationStream } from "pino";

/**
 * Lines of one turn of the event loop, written together at its end: a write costs a system call, and a busy server
 * writes many lines a turn. When the process exits, also by an uncaught error, what waits is written first.
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
      if (waiting === "") setImmediate(flush);
      waiting += line;
    },
  };
}
