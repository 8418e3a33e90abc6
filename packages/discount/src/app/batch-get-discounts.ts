import type { Discount } from "#domain/discount.ts";
import type { DiscountRepository } from "#ports/discount-repository.ts";

/** The discounts in the order of the codes asked for, and the codes that no discount has. */
export type DiscountBatch = { readonly found: readonly Discount[]; readonly notFoundCodes: readonly string[] };

/** One look-up however many codes, so that pricing a cart does not cost a call a line. */
export async function batchGetDiscounts(
  discounts: DiscountRepository,
  codes: readonly string[],
): Promise<DiscountBatch> {
  const byCode = new Map((await discounts.findByCodes(codes)).map((discount) => [discount.code, discount]));
  return {
    found: codes.flatMap((code) => byCode.get(code) ?? []),
    notFoundCodes: codes.filter((code) => !byCode.has(code)),
  };
}
