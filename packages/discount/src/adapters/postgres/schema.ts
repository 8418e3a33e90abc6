import { money, toDecimal } from "@hexmart/money";
import { defineEntity, type InferEntity, p } from "@mikro-orm/core";
import type { Discount, Reduction } from "#domain/discount.ts";

/** A row of the table `discounts`. */
export const DiscountRow = defineEntity({
  name: "DiscountRow",
  tableName: "discounts",
  properties: {
    code: p.text().primary(),
    amountOff: p.decimal("string").precision(28).scale(9).nullable(),
    currencyCode: p.character().length(3).nullable(),
    basisPointsOff: p.integer().nullable(),
    startTime: p.datetime(6).nullable(),
    endTime: p.datetime(6).nullable(),
    etag: p.text(),
    createTime: p.datetime(6),
    updateTime: p.datetime(6),
  },
});

type Row = InferEntity<typeof DiscountRow>;

export function toDiscount(row: Row): Discount {
  const { code, startTime, endTime, etag, createTime, updateTime } = row;
  return {
    code,
    reduction: toReduction(row),
    startTime: startTime ?? undefined,
    endTime: endTime ?? undefined,
    etag,
    createTime,
    updateTime,
  };
}

function toReduction({ code, amountOff, currencyCode, basisPointsOff }: Row): Reduction {
  if (amountOff != null && currencyCode != null) {
    return { kind: "amountOff", amount: money(currencyCode, amountOff) };
  }
  if (basisPointsOff != null) return { kind: "percentOff", basisPoints: basisPointsOff };
  throw new TypeError(`Cannot read discount "${code}": its row has no reduction`);
}

export function toRow({ reduction, startTime, endTime, ...kept }: Discount) {
  const window = { startTime: startTime ?? null, endTime: endTime ?? null };
  switch (reduction.kind) {
    case "amountOff": {
      const { currencyCode } = reduction.amount;
      return { ...kept, ...window, amountOff: toDecimal(reduction.amount), currencyCode, basisPointsOff: null };
    }
    case "percentOff":
      return { ...kept, ...window, amountOff: null, currencyCode: null, basisPointsOff: reduction.basisPoints };
  }
}
