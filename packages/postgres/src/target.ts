import { DatabaseUnavailableError } from "./errors.ts";

/** Which database a URL means, without its password: for messages and logs. */
export type Target = { host: string; port: number; database: string; user: string };

/** @throws DatabaseUnavailableError when `url` is not a PostgreSQL URL. The message does not repeat it. */
export function targetOf(url: string): Target {
  const parsed = URL.parse(url);
  if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new DatabaseUnavailableError(
      "Cannot open a database: its URL is not one of PostgreSQL. " +
        "Write it as postgresql://user:password@host:5432/database.",
    );
  }
  const user = decodeURIComponent(parsed.username);
  return {
    host: parsed.hostname,
    port: parsed.port === "" ? 5432 : Number(parsed.port),
    database: decodeURIComponent(parsed.pathname.slice(1)) || user,
    user,
  };
}

export function describeTarget({ host, port, database }: Target): string {
  return `database "${database}" at ${host}:${port}`;
}
