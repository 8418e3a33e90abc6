import type { Discount } from "#domain/discount.ts";
import type { DiscountQuery, DiscountRepository } from "#ports/discount-repository.ts";

/** Some discounts in the order of their codes, and whether there are more behind them. */
export type DiscountPage = { readonly discounts: readonly Discount[]; readonly hasMore: boolean };

/** Asks for one more than it answers: nothing else tells a last page that is full from one with more behind it. */
export async function listDiscounts(discounts: DiscountRepository, query: DiscountQuery): Promise<DiscountPage> {
  const found = await discounts.list({ ...query, limit: query.limit + 1 });
  return { discounts: found.slice(0, query.limit), hasMore: found.length > query.limit };
}
