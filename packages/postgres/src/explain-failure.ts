import { codeOf, isDatabaseUnavailable, messageOf } from "./errors.ts";
import type { Target } from "./target.ts";

/** Why a connection failed, whether waiting may help, and what to do. */
export type FailedConnection = { reason: string; retry: boolean; remedy: string };

/** Reads an error of `pg`. Only absence is worth a retry: a wrong password stays wrong. */
export function explainFailure(error: unknown, { host, port, database, user }: Target): FailedConnection {
  const code = codeOf(error);
  const atOnce = (reason: string, remedy: string): FailedConnection => ({ reason, retry: false, remedy });
  switch (code) {
    case "28P01":
      return atOnce(
        `user "${user}" was refused: wrong password`,
        "Correct the user or password in the database's URL.",
      );
    case "28000":
      return atOnce(
        `user "${user}" was refused: ${messageOf(error)}`,
        "Correct the user in the database's URL, or let pg_hba.conf admit it.",
      );
    case "3D000":
      return atOnce(
        `there is no database "${database}"`,
        `Create it (createdb ${database}), or correct the database's URL.`,
      );
    case "ECONNREFUSED":
      return {
        reason: "connection refused",
        retry: true,
        remedy: `Start PostgreSQL at ${host}:${port}, or correct the database's URL.`,
      };
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return {
        reason: `host name "${host}" is not known`,
        retry: true,
        remedy: "Correct the host in the database's URL.",
      };
    case "57P03":
      return { reason: messageOf(error), retry: true, remedy: "Wait until PostgreSQL is up, or see its log." };
    case "53300":
      return {
        reason: "the server has no connection left",
        retry: true,
        remedy: "Raise max_connections, or run fewer processes.",
      };
  }
  if (/client password must be a string/.test(messageOf(error))) {
    return atOnce(`user "${user}" needs a password`, "Put the password into the database's URL.");
  }
  return {
    reason: messageOf(error),
    retry: isDatabaseUnavailable(error),
    remedy: `See that PostgreSQL at ${host}:${port} is up and accepts this connection.`,
  };
}
