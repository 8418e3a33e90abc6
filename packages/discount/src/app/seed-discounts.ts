import { discountFrom } from "#domain/discount.ts";
import { seeds } from "#domain/seeds.ts";
import type { DiscountRepository } from "#ports/discount-repository.ts";

type Ports = { readonly discounts: DiscountRepository; readonly now: () => Date; readonly newEtag: () => string };

/** Gives a new shop its first discounts. A shop that has any is left as it is: what was deleted does not come back. */
export async function seedDiscounts({ discounts, now, newEtag }: Ports): Promise<void> {
  const any = await discounts.list({ after: "", state: undefined, time: now(), limit: 1 });
  if (any.length > 0) return;
  await discounts.addMissing(seeds.map((seed) => discountFrom(seed, { now: now(), etag: newEtag() })));
}
