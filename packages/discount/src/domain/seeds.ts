import { money } from "@hexmart/money";
import type { Discount } from "./discount.ts";

/** The discounts that a new shop starts with. */
export const seeds: readonly Discount[] = ["100", "200", "300"].map((amount) => ({
  code: `CODE_${amount}`,
  reduction: { kind: "amountOff", amount: money("USD", amount) },
}));
