import { defineEntity, p } from "@mikro-orm/core";

/** A row of the table `discounts`. */
export const DiscountRow = defineEntity({
  name: "DiscountRow",
  tableName: "discounts",
  properties: {
    code: p.string().primary(),
    amountOff: p.decimal("string").precision(28).scale(9),
    currencyCode: p.string().length(3),
  },
});
