import type { Money } from "@hexmart/money";
import { type ItemKey, keyOf } from "./shopping-cart.ts";

/** Why an item is not priced. */
export type PricingRefusalCode =
  | "PRODUCT_NOT_FOUND"
  | "DISCOUNT_NOT_FOUND"
  | "DISCOUNT_EXPIRED"
  | "DISCOUNT_NOT_YET_VALID"
  | "DISCOUNT_CURRENCY_MISMATCH";

/** Why an item is not added. */
export type RefusalCode = PricingRefusalCode | "QUANTITY_TOO_LARGE" | "CART_FULL";

/** One item of many that is refused: a value and no error, since it must not cost the others. */
export type Refusal<Code extends RefusalCode = RefusalCode> = {
  readonly code: Code;
  /** The name of what the refusal is about, as that of a CartError. */
  readonly subject: string;
  /** A sentence for people. */
  readonly message: string;
};

const refusal = <Code extends RefusalCode>(code: Code, subject: string, message: string): Refusal<Code> => ({
  code,
  subject,
  message,
});

/** What refusals begin with when an item is added. */
export const cannotAdd = (username: string) => `Cannot add item to cart "${username}"`;

/** What refusals begin with when there are to be more or fewer of an item. */
export const cannotChange = (username: string, { productId, color }: ItemKey) =>
  `Cannot change the quantity of product "${productId}" in colour "${color}" in cart "${username}"`;

export const cartFull = (username: string, maxItems: number) =>
  refusal("CART_FULL", username, `${cannotAdd(username)}: it would hold more than ${maxItems}; remove some first`);

export const productNotFound = (failure: string, productId: string) =>
  refusal("PRODUCT_NOT_FOUND", productId, `${failure}: product "${productId}" does not exist`);

export const discountNotFound = (failure: string, code: string) =>
  refusal("DISCOUNT_NOT_FOUND", code, `${failure}: discount "${code}" does not exist`);

export const discountExpired = (failure: string, code: string, endTime: Date) =>
  refusal(
    "DISCOUNT_EXPIRED",
    code,
    `${failure}: discount "${code}" expired at ${endTime.toISOString()}; give another code for the item`,
  );

export const discountNotYetValid = (failure: string, code: string, startTime: Date) =>
  refusal(
    "DISCOUNT_NOT_YET_VALID",
    code,
    `${failure}: discount "${code}" is not valid before ${startTime.toISOString()}`,
  );

type Mismatch = { productId: string; code: string; price: Money; amountOff: Money };

export const discountCurrencyMismatch = (failure: string, { productId, code, price, amountOff }: Mismatch) =>
  refusal(
    "DISCOUNT_CURRENCY_MISMATCH",
    code,
    `${failure}: discount "${code}" is in ${amountOff.currencyCode}, ` +
      `product "${productId}" costs ${price.currencyCode}`,
  );

export const quantityTooLarge = (username: string, key: ItemKey, maxQuantity: number) =>
  refusal(
    "QUANTITY_TOO_LARGE",
    keyOf(key),
    `Cannot add product "${key.productId}" in colour "${key.color}" to cart "${username}": ` +
      `the item would be more than ${maxQuantity} pieces`,
  );
