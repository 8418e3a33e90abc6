import type { Logger } from "../src/logger.ts";

/** A line that was logged. */
export type Line = { readonly level: string; readonly message: string; readonly [field: string]: unknown };

/** A logger that writes down its lines, and lets a test wait for one. */
export function recordedLogger(): {
  readonly logger: Logger;
  readonly lines: readonly Line[];
  until(wanted: (line: Line) => boolean): Promise<Line>;
} {
  const lines: Line[] = [];
  const waiting = new Set<() => void>();
  function writer(level: string) {
    return (fields: object, message: string) => {
      lines.push({ ...fields, level, message });
      for (const look of [...waiting]) {
        look();
      }
    };
  }
  return {
    logger: { debug: writer("debug"), info: writer("info"), warn: writer("warn"), error: writer("error") },
    lines,
    until(wanted) {
      return new Promise((resolve) => {
        const look = () => {
          const line = lines.find(wanted);
          if (line !== undefined) {
            waiting.delete(look);
            resolve(line);
          }
        };
        waiting.add(look);
        look();
      });
    },
  };
}
