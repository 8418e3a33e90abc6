import { basisPointsOf, type Money, min, zero } from "@hexmart/money";
import { discountCurrencyMismatch, discountExpired, discountNotFound, discountNotYetValid } from "./errors.ts";

/** A product as the catalogue knows it now. */
export type Product = { readonly id: string; readonly name: string; readonly price: Money };

/** A discount as the discount service knows it now. */
export type Discount = { readonly code: string; readonly reduction: Reduction; readonly validity: Validity };

/** How a price is reduced. */
export type Reduction =
  | { readonly kind: "amountOff"; readonly amount: Money }
  | { readonly kind: "percentOff"; readonly basisPoints: number };

/** Whether a discount may be used: decided by the service that owns the rule, and by its clock. */
export type Validity =
  | { readonly kind: "valid" }
  | { readonly kind: "notYetValid"; readonly startTime: Date }
  | { readonly kind: "expired"; readonly endTime: Date };

/** What was looked up. A key without a value was asked for and does not exist. */
export type Prices = {
  readonly products: ReadonlyMap<string, Product | undefined>;
  readonly discounts: ReadonlyMap<string, Discount | undefined>;
};

/**
 * What the code takes off one unit of the product: between nothing and the whole price, so that no discount makes a
 * price negative or raises it.
 *
 * @throws CartError `DISCOUNT_NOT_FOUND`, `DISCOUNT_EXPIRED`, `DISCOUNT_NOT_YET_VALID`, `DISCOUNT_CURRENCY_MISMATCH`
 */
export function unitDiscount(username: string, product: Product, code: string, prices: Prices): Money {
  const discount = prices.discounts.get(code);
  if (discount === undefined) throw discountNotFound(username, code);
  const { reduction, validity } = discount;
  switch (validity.kind) {
    case "expired":
      throw discountExpired(username, code, validity.endTime);
    case "notYetValid":
      throw discountNotYetValid(username, code, validity.startTime);
    case "valid":
      return reductionOf(username, product, code, reduction);
  }
}

function reductionOf(username: string, { id, price }: Product, code: string, reduction: Reduction): Money {
  switch (reduction.kind) {
    case "percentOff":
      return basisPointsOf(price, Math.min(Math.max(reduction.basisPoints, 0), 10_000));
    case "amountOff": {
      const { amount } = reduction;
      if (amount.currencyCode !== price.currencyCode) {
        throw discountCurrencyMismatch(username, { productId: id, code, price, amountOff: amount });
      }
      return amount.billionths < 0n ? zero(price.currencyCode) : min(amount, price);
    }
  }
}
