import type { Database } from "@hexmart/postgres";
import type { LoginAttempt, LoginAttempts } from "#ports/login-attempts.ts";
import { ask } from "./ask.ts";
import { LoginAttemptRow } from "./schema.ts";

type Row = Omit<LoginAttempt, "expiresAt"> & { readonly expiresAt: Date | string };

export function createPostgresLoginAttempts(database: Database): LoginAttempts {
  return {
    async add(attempt) {
      await ask(database, (em) => em.insert(LoginAttemptRow, { ...attempt }));
    },

    async take(id) {
      // Read and removed in one statement: of many who take it at once, one sees it.
      const sql = `delete from login_attempts where id = ? returning id, browser, nonce, code_verifier as "codeVerifier",
        return_to as "returnTo", expires_at as "expiresAt"`;
      const rows = await ask(database, (em) => em.getConnection().execute<Row[]>(sql, [id]));
      const [row] = rows;
      return row && { ...row, expiresAt: new Date(row.expiresAt) };
    },

    async purge(now) {
      return ask(database, (em) => em.nativeDelete(LoginAttemptRow, { expiresAt: { $lte: now } }));
    },
  };
}
