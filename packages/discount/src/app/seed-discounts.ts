import { discountFrom } from "#domain/discount.ts";
import { seeds } from "#domain/seeds.ts";
import type { DiscountRepository } from "#ports/discount-repository.ts";

type Ports = { readonly discounts: DiscountRepository; readonly now: () => Date; readonly newEtag: () => string };

/** Gives a new shop its first discounts; a shop that has them is left as it is. */
export async function seedDiscounts({ discounts, now, newEtag }: Ports): Promise<void> {
  await discounts.addMissing(seeds.map((seed) => discountFrom(seed, { now: now(), etag: newEtag() })));
}
