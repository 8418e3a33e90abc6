import type { DiscountRepository } from "#ports/discount-repository.ts";
import { batchGetDiscounts } from "./batch-get-discounts.ts";
import { getDiscount } from "./get-discount.ts";
import { seedDiscounts } from "./seed-discounts.ts";

/** What the application needs from outside. */
type Ports = { readonly discounts: DiscountRepository };

/** The menu: everything the discount service can do. */
export const createUseCases = ({ discounts }: Ports) => ({
  getDiscount: (code: string) => getDiscount(discounts, code),
  batchGetDiscounts: (codes: readonly string[]) => batchGetDiscounts(discounts, codes),
  seedDiscounts: () => seedDiscounts(discounts),
});

export type UseCases = ReturnType<typeof createUseCases>;
