import type { Database } from "@hexmart/postgres";
import type { UsedTokens } from "#ports/used-tokens.ts";
import { ask } from "./ask.ts";
import { UsedTokenRow } from "./schema.ts";

export function createPostgresUsedTokens(database: Database): UsedTokens {
  return {
    async useOnce(id, expiresAt) {
      const { affectedRows } = await ask(database, (em) =>
        em.createQueryBuilder(UsedTokenRow).insert({ id, expiresAt }).onConflict("id").ignore().execute("run"),
      );
      return affectedRows === 1;
    },

    async purge(now) {
      return ask(database, (em) => em.nativeDelete(UsedTokenRow, { expiresAt: { $lte: now } }));
    },
  };
}
