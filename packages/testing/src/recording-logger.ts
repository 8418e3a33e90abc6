type LogMethod = { (fields: object, message?: string): void; (message: string): void };

/** A line of a log: its fields beside its level and message, as pino writes them. */
export type LogLine = { readonly level: string; readonly msg?: string; readonly [field: string]: unknown };

export type RecordingLogger = {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  /** What was logged so far. */
  readonly lines: readonly LogLine[];
  /** The first answer but `undefined` that the lines give, now or after a line to come. */
  until<Answer>(look: (lines: readonly LogLine[]) => Answer | undefined): Promise<Answer>;
};

/**
 * A logger whose lines a test can look at, and wait for.
 *
 * ```ts
 * const logger = recordingLogger();
 * await using service = await compose(config, { logger });
 * const line = await logger.until((lines) => lines.find(({ event }) => event === "cart.filled"));
 * ```
 */
export function recordingLogger(): RecordingLogger {
  const lines: LogLine[] = [];
  const watchers = new Set<() => void>();

  const at = (level: string): LogMethod => {
    return (fields: object | string, message?: string) => {
      const msg = typeof fields === "string" ? fields : message;
      lines.push({ level, ...(typeof fields === "object" && fields), ...(msg !== undefined && { msg }) });
      for (const check of watchers) check();
    };
  };

  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    lines,
    until: (look) =>
      new Promise((resolve, reject) => {
        const check = () => {
          try {
            const answer = look(lines);
            if (answer === undefined) return;
            resolve(answer);
          } catch (error) {
            reject(error);
          }
          watchers.delete(check);
        };
        watchers.add(check);
        check();
      }),
  };
}
