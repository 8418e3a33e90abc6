import { money, toDecimal } from "@hexmart/money";
import type { Database } from "@hexmart/postgres";
import type { InferEntity } from "@mikro-orm/core";
import type { Discount } from "#domain/discount.ts";
import type { DiscountRepository } from "#ports/discount-repository.ts";
import { DiscountRow } from "./schema.ts";

export function createPostgresDiscountRepository(database: Database): DiscountRepository {
  return {
    async findByCodes(codes) {
      const rows = await database.em().find(DiscountRow, { code: { $in: [...codes] } });
      return rows.map(toDiscount);
    },

    async addMissing(discounts) {
      await database.em().upsertMany(DiscountRow, discounts.map(toRow), { onConflictAction: "ignore" });
    },
  };
}

function toDiscount({ code, amountOff, currencyCode }: InferEntity<typeof DiscountRow>): Discount {
  return { code, reduction: { kind: "amountOff", amount: money(currencyCode, amountOff) } };
}

function toRow({ code, reduction }: Discount) {
  return { code, amountOff: toDecimal(reduction.amount), currencyCode: reduction.amount.currencyCode };
}
