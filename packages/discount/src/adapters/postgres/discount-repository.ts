import { askDatabase, type Database } from "@hexmart/postgres";
import type { DiscountState } from "#domain/discount.ts";
import { UnavailableError } from "#domain/errors.ts";
import type { DiscountRepository } from "#ports/discount-repository.ts";
import { DiscountRow, toDiscount, toRow } from "./schema.ts";

type EntityManager = ReturnType<Database["em"]>;

export function createPostgresDiscountRepository(database: Database): DiscountRepository {
  /** A database that is away is not a bug: the caller may ask again. */
  const ask = <Answer>(question: (em: EntityManager) => Promise<Answer>): Promise<Answer> =>
    askDatabase(UnavailableError, () => question(database.em()));

  return {
    async findByCodes(codes) {
      const rows = await ask((em) => em.find(DiscountRow, { code: { $in: [...codes] } }));
      return rows.map(toDiscount);
    },

    async list({ after, state, time, limit }) {
      const where = { code: { $gt: after }, ...(state && inState(state, time)) };
      const rows = await ask((em) => em.find(DiscountRow, where, { orderBy: { code: "asc" }, limit }));
      return rows.map(toDiscount);
    },

    async addMissing(discounts) {
      const rows = discounts.map(toRow);
      const { affectedRows } = await ask((em) =>
        em.createQueryBuilder(DiscountRow).insert(rows).onConflict("code").ignore().execute("run"),
      );
      return affectedRows;
    },

    async replace({ code, etag }, revised) {
      return (await ask((em) => em.nativeUpdate(DiscountRow, { code, etag }, toRow(revised)))) === 1;
    },

    async remove({ code, etag }) {
      return (await ask((em) => em.nativeDelete(DiscountRow, { code, etag }))) === 1;
    },
  };
}

/** The same as the domain's stateAt(), as a condition that the database can look for; the port's suite compares them. */
function inState(state: DiscountState, time: Date) {
  switch (state) {
    case "scheduled":
      return { startTime: { $gt: time } };
    case "expired":
      return { endTime: { $lte: time } };
    case "active":
      return {
        $and: [
          { $or: [{ startTime: null }, { startTime: { $lte: time } }] },
          { $or: [{ endTime: null }, { endTime: { $gt: time } }] },
        ],
      };
  }
}
