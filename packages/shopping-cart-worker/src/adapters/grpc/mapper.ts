import type { MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import {
  type AddItemsResponseSchema,
  ItemOutcomeSchema,
  type NewItemSchema,
  type TotalsSchema,
} from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { fromParts, type MoneyParts } from "@hexmart/money";
import type { Added, NewItem, Totals } from "#domain/cart.ts";

export function toItemMessage({ discountCode, ...item }: NewItem): MessageInitShape<typeof NewItemSchema> {
  return { ...item, discountCode: discountCode ?? "" };
}

export function toAdded(answer: MessageShape<typeof AddItemsResponseSchema>): Added {
  const { addedCount, mergedCount, duplicateCount, refusedCount, refusalCounts, results, totals } = answer;
  return {
    added: Number(addedCount + mergedCount - duplicateCount),
    duplicates: Number(duplicateCount),
    refused: Number(refusedCount),
    refusals: refusalCounts.map(({ outcome, count }) => ({
      reason: ItemOutcomeSchema.value[outcome]?.localName ?? String(outcome),
      count: Number(count),
      example: results.find((result) => result.outcome === outcome)?.message ?? "",
    })),
    totals: totals.map(toTotals),
  };
}

function toTotals({ listTotal, discountTotal, total }: MessageShape<typeof TotalsSchema>): Totals {
  return { listTotal: amount(listTotal), discountTotal: amount(discountTotal), total: amount(total) };
}

function amount(money: MoneyParts | undefined) {
  if (money === undefined) throw new Error("Cannot read the sums of the cart: an amount is missing");
  return fromParts(money);
}
