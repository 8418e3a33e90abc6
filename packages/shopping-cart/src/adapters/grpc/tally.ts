import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type AddItemsResponseSchema,
  ItemOutcome,
  type ItemResultSchema,
} from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import type { Outcome } from "#domain/additions.ts";
import type { RefusalCode } from "#domain/refusals.ts";
import type { Totals } from "#domain/shopping-cart.ts";
import { toTotalsMessage } from "./mapper.ts";

/** The most refused items that one answer names, which has to stay below the 4 MiB of a message. */
const MAX_RESULTS = 1_000;

const refusals: Readonly<Record<RefusalCode, ItemOutcome>> = {
  PRODUCT_NOT_FOUND: ItemOutcome.PRODUCT_NOT_FOUND,
  DISCOUNT_NOT_FOUND: ItemOutcome.DISCOUNT_NOT_FOUND,
  DISCOUNT_EXPIRED: ItemOutcome.DISCOUNT_EXPIRED,
  DISCOUNT_NOT_YET_VALID: ItemOutcome.DISCOUNT_NOT_YET_VALID,
  DISCOUNT_CURRENCY_MISMATCH: ItemOutcome.DISCOUNT_CURRENCY_MISMATCH,
  QUANTITY_TOO_LARGE: ItemOutcome.QUANTITY_TOO_LARGE,
  CART_FULL: ItemOutcome.CART_FULL,
};

/** Counts the outcomes of a stream, however long it is, in memory that is bounded. */
export function createTally() {
  let addedCount = 0n;
  let mergedCount = 0n;
  let duplicateCount = 0n;
  let refusedCount = 0n;
  const refused = new Map<ItemOutcome, bigint>();
  const results: MessageInitShape<typeof ItemResultSchema>[] = [];

  function countOne(outcome: Outcome): void {
    if (outcome.kind === "refused") {
      const { requestId, refusal } = outcome;
      const reason = refusals[refusal.code];
      refusedCount++;
      refused.set(reason, (refused.get(reason) ?? 0n) + 1n);
      if (results.length < MAX_RESULTS) results.push({ requestId, outcome: reason, message: refusal.message });
      return;
    }
    if (outcome.kind === "added") addedCount++;
    else mergedCount++;
    if (outcome.replayed) duplicateCount++;
  }

  return {
    count(outcomes: readonly Outcome[]): void {
      for (const outcome of outcomes) countOne(outcome);
    },

    toMessage: (totals: readonly Totals[]): MessageInitShape<typeof AddItemsResponseSchema> => ({
      addedCount,
      mergedCount,
      duplicateCount,
      refusedCount,
      refusalCounts: [...refused].map(([outcome, count]) => ({ outcome, count })),
      results,
      resultsTruncated: refusedCount > MAX_RESULTS,
      totals: totals.map(toTotalsMessage),
    }),
  };
}
