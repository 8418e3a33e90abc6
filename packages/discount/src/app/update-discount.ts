import { type Discount, type DiscountChanges, revise } from "#domain/discount.ts";
import type { DiscountRepository } from "#ports/discount-repository.ts";
import { getDiscount } from "./get-discount.ts";

type Ports = { readonly discounts: DiscountRepository; readonly now: () => Date; readonly newEtag: () => string };

export type DiscountUpdate = {
  readonly code: string;
  readonly changes: DiscountChanges;
  /** The etag that the discount must still have; undefined for any. */
  readonly etag: string | undefined;
};

// #region update
/**
 * Decides on what is stored, and stores the decision only if that has not changed meanwhile; else decides anew. So two
 * updates of two fields at once both come to pass, and whoever gave an etag learns of the other.
 *
 * @throws DiscountError `DISCOUNT_NOT_FOUND`, `DISCOUNT_CHANGED`, `DISCOUNT_WINDOW_EMPTY`
 */
export async function updateDiscount({ discounts, now, newEtag }: Ports, update: DiscountUpdate): Promise<Discount> {
  for (;;) {
    const stored = await getDiscount(discounts, update.code);
    const revised = revise(stored, update, { now: now(), etag: newEtag() });
    if (revised === stored || (await discounts.replace(stored, revised))) return revised;
  }
}
// #endregion update
