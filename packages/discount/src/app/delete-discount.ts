import { assertUnchanged } from "#domain/discount.ts";
import type { DiscountRepository } from "#ports/discount-repository.ts";
import { getDiscount } from "./get-discount.ts";

/**
 * Deletes the discount; with an etag, only one that has not changed since that was read.
 *
 * @throws DiscountError `DISCOUNT_NOT_FOUND`, `DISCOUNT_CHANGED`
 */
export async function deleteDiscount(discounts: DiscountRepository, code: string, etag?: string): Promise<void> {
  for (;;) {
    const stored = await getDiscount(discounts, code);
    assertUnchanged("delete", stored, etag);
    if (await discounts.remove(stored)) return;
  }
}
