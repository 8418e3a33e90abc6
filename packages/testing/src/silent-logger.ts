type LogMethod = { (fields: object, message?: string): void; (message: string): void };

const silent: LogMethod = () => {};

/** A logger for a test that has nothing to say about logs. */
export const silentLogger = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
} satisfies Record<string, LogMethod>;
