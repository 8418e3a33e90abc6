import { seeds } from "#domain/seeds.ts";
import type { DiscountRepository } from "#ports/discount-repository.ts";

/** Gives a new shop its first discounts; a shop that has them is left as it is. */
export async function seedDiscounts(discounts: DiscountRepository): Promise<void> {
  await discounts.addMissing(seeds);
}
