import { money } from "@hexmart/money";
import type { DiscountDraft } from "./discount.ts";

/** The discounts that a new shop starts with. */
export const seeds: readonly DiscountDraft[] = ["100", "200", "300"].map((amount) => ({
  code: `CODE_${amount}`,
  reduction: { kind: "amountOff", amount: money("USD", amount) },
  startTime: undefined,
  endTime: undefined,
}));
