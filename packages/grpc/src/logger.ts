import process from "node:process";

type Write = (fields: object, message: string) => void;

/** What the server logs to: the shape of pino's. */
export type Logger = { readonly debug: Write; readonly info: Write; readonly warn: Write; readonly error: Write };

function describeError(value: unknown): unknown {
  return value instanceof Error
    ? { ...value, name: value.name, message: value.message, stack: value.stack, cause: describeError(value.cause) }
    : value;
}

function writer(level: string): Write {
  return (fields, message) => {
    const entries = Object.entries(fields).map(([name, value]) => [name, describeError(value)]);
    const line = { level, time: new Date().toISOString(), ...Object.fromEntries(entries), msg: message };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  };
}

/** JSON lines on standard output, so that a server without a logger of its own still tells of its failures. */
export const consoleLogger: Logger = {
  debug() {},
  info: writer("info"),
  warn: writer("warn"),
  error: writer("error"),
};
