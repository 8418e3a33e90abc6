import { type Database, isDatabaseUnavailable } from "@hexmart/postgres";
import type { EntityManager } from "@mikro-orm/core";
import { UnavailableError } from "#domain/errors.ts";
import type { DiscountRepository } from "#ports/discount-repository.ts";
import { DiscountRow, toDiscount, toRow } from "./schema.ts";

export function createPostgresDiscountRepository(database: Database): DiscountRepository {
  /** A database that is away is not a bug: the caller may ask again. */
  async function ask<Answer>(question: (em: EntityManager) => Promise<Answer>): Promise<Answer> {
    try {
      return await question(database.em());
    } catch (cause) {
      throw isDatabaseUnavailable(cause) ? new UnavailableError("The database cannot be reached", { cause }) : cause;
    }
  }

  return {
    async findByCodes(codes) {
      const rows = await ask((em) => em.find(DiscountRow, { code: { $in: [...codes] } }));
      return rows.map(toDiscount);
    },

    async addMissing(discounts) {
      await ask((em) => em.upsertMany(DiscountRow, discounts.map(toRow), { onConflictAction: "ignore" }));
    },
  };
}
