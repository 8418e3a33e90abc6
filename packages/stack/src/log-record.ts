import type { LogRecord } from "./platform.ts";

/** Reads one line of a service's output. What is not JSON, such as a crash report of the runtime, becomes a message. */
export function parseLogLine(line: string): LogRecord {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null && "msg" in value) {
      return { level: "info", ...value, msg: String(value.msg) };
    }
  } catch {
    // Not JSON: told as it is.
  }
  return { level: "error", msg: line };
}

/** What is wrong, by a record that says so: its message, and that of the error which it is about. */
export function problemOf({ msg, err }: LogRecord): string {
  const cause = typeof err === "object" && err !== null && "message" in err ? String(err.message) : "";
  return cause === "" ? msg : `${msg}: ${cause}`;
}
