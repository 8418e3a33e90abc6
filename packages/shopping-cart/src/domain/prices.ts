import { basisPointsOf, type Money, min, zero } from "@hexmart/money";
import {
  discountCurrencyMismatch,
  discountExpired,
  discountNotFound,
  discountNotYetValid,
  type PricingRefusalCode,
  productNotFound,
  type Refusal,
} from "./refusals.ts";
import type { UnitPrice } from "./shopping-cart.ts";

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
  /** When the first of them was asked for. */
  readonly time: Date;
};

type PricingRefusal = Refusal<PricingRefusalCode>;

/** What is wanted of the prices: a product, perhaps with a code. */
type Wanted = {
  readonly productId: string;
  readonly discountCode: string | undefined;
  /** What cannot be done without, as a refusal begins: see refusals.ts. */
  readonly failure: string;
};

/** The price of one unit, or why there is none. */
export function unitPrice({ productId, discountCode, failure }: Wanted, prices: Prices): UnitPrice | PricingRefusal {
  const product = prices.products.get(productId);
  if (product === undefined) return productNotFound(failure, productId);
  const discount =
    discountCode === undefined
      ? zero(product.price.currencyCode)
      : unitDiscount(failure, product, discountCode, prices);
  if ("code" in discount) return discount;
  return { productName: product.name, listPrice: product.price, discountCode, discount, priceTime: prices.time };
}

/**
 * What the code takes off one unit of the product: between nothing and the whole price, so that no discount makes a
 * price negative or raises it.
 */
function unitDiscount(failure: string, product: Product, code: string, prices: Prices): Money | PricingRefusal {
  const discount = prices.discounts.get(code);
  if (discount === undefined) return discountNotFound(failure, code);
  const { reduction, validity } = discount;
  switch (validity.kind) {
    case "expired":
      return discountExpired(failure, code, validity.endTime);
    case "notYetValid":
      return discountNotYetValid(failure, code, validity.startTime);
    case "valid":
      return reductionOf(failure, product, code, reduction);
  }
}

function reductionOf(
  failure: string,
  { id, price }: Product,
  code: string,
  reduction: Reduction,
): Money | PricingRefusal {
  switch (reduction.kind) {
    case "percentOff":
      return basisPointsOf(price, Math.min(Math.max(reduction.basisPoints, 0), 10_000));
    case "amountOff": {
      const { amount } = reduction;
      if (amount.currencyCode !== price.currencyCode) {
        return discountCurrencyMismatch(failure, { productId: id, code, price, amountOff: amount });
      }
      return amount.billionths < 0n ? zero(price.currencyCode) : min(amount, price);
    }
  }
}
