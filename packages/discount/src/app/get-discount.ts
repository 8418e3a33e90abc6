import type { Discount } from "#domain/discount.ts";
import { discountNotFound } from "#domain/errors.ts";
import type { DiscountRepository } from "#ports/discount-repository.ts";

/** @throws DiscountError `DISCOUNT_NOT_FOUND` */
export async function getDiscount(discounts: DiscountRepository, code: string): Promise<Discount> {
  const [discount] = await discounts.findByCodes([code]);
  if (discount === undefined) throw discountNotFound(code);
  return discount;
}
