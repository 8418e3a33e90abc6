import { type Discount, type DiscountDraft, discountFrom, sameContent } from "#domain/discount.ts";
import { discountAlreadyExists } from "#domain/errors.ts";
import type { DiscountRepository } from "#ports/discount-repository.ts";

type Ports = { readonly discounts: DiscountRepository; readonly now: () => Date; readonly newEtag: () => string };

/**
 * Safe to retry: the same draft again answers what the first call stored.
 *
 * @throws DiscountError `DISCOUNT_ALREADY_EXISTS`, `DISCOUNT_WINDOW_EMPTY`
 */
export async function createDiscount({ discounts, now, newEtag }: Ports, draft: DiscountDraft): Promise<Discount> {
  const discount = discountFrom(draft, { now: now(), etag: newEtag() });
  for (;;) {
    // Insert first and look afterwards: the other way round, two calls at once would both see nothing.
    if ((await discounts.addMissing([discount])) === 1) return discount;

    const [stored] = await discounts.findByCodes([discount.code]);
    if (stored === undefined) continue; // deleted just now: the code is free
    if (!sameContent(stored, discount)) throw discountAlreadyExists(discount.code);
    return stored;
  }
}
