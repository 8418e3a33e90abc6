import type { Money } from "@hexmart/money";
import { type ItemKey, keyOf } from "./shopping-cart.ts";

/** Why the shopping-cart service could not do what it was asked. */
export type CartErrorCode =
  | "CART_NOT_FOUND"
  | "CART_ALREADY_EXISTS"
  | "CART_FULL"
  | "ITEM_NOT_FOUND"
  | "PRODUCT_NOT_FOUND"
  | "DISCOUNT_NOT_FOUND"
  | "DISCOUNT_EXPIRED"
  | "DISCOUNT_NOT_YET_VALID"
  | "DISCOUNT_CURRENCY_MISMATCH"
  | "QUANTITY_TOO_LARGE";

/** The error that the domain throws; `code` is closed, so that an adapter can translate every one. */
export class CartError extends Error {
  override readonly name = "CartError";
  readonly code: CartErrorCode;
  /** The name of what the error is about: a username, a product id, a discount code, an item as `product id/colour`. */
  readonly subject: string;

  constructor(code: CartErrorCode, subject: string, message: string) {
    super(message);
    this.code = code;
    this.subject = subject;
  }
}

/** Something that a use case cannot do without is not to be reached now; to try again later may help. */
export class UnavailableError extends Error {
  override readonly name = "UnavailableError";
}

export const cartNotFound = (username: string) =>
  new CartError("CART_NOT_FOUND", username, `User "${username}" has no shopping cart: create it first`);

export const cartAlreadyExists = (username: string) =>
  new CartError(
    "CART_ALREADY_EXISTS",
    username,
    `Cannot create a shopping cart for "${username}": the user has one already`,
  );

export const cartFull = (username: string, maxItems: number) =>
  new CartError(
    "CART_FULL",
    username,
    `Cannot add items to cart "${username}": it would hold more than ${maxItems}; remove some first`,
  );

export const itemNotFound = (username: string, key: ItemKey) =>
  new CartError(
    "ITEM_NOT_FOUND",
    keyOf(key),
    `Cannot remove product "${key.productId}" in colour "${key.color}" from cart "${username}": the cart does not hold it`,
  );

export const productNotFound = (username: string, productId: string) =>
  new CartError(
    "PRODUCT_NOT_FOUND",
    productId,
    `Cannot add item to cart "${username}": product "${productId}" does not exist`,
  );

export const discountNotFound = (username: string, code: string) =>
  new CartError("DISCOUNT_NOT_FOUND", code, `Cannot add item to cart "${username}": discount "${code}" does not exist`);

export const discountExpired = (username: string, code: string, endTime: Date) =>
  new CartError(
    "DISCOUNT_EXPIRED",
    code,
    `Cannot add item to cart "${username}": discount "${code}" expired at ${endTime.toISOString()}; ` +
      "give another code for the item",
  );

export const discountNotYetValid = (username: string, code: string, startTime: Date) =>
  new CartError(
    "DISCOUNT_NOT_YET_VALID",
    code,
    `Cannot add item to cart "${username}": discount "${code}" is not valid before ${startTime.toISOString()}`,
  );

type Mismatch = { productId: string; code: string; price: Money; amountOff: Money };

export const discountCurrencyMismatch = (username: string, { productId, code, price, amountOff }: Mismatch) =>
  new CartError(
    "DISCOUNT_CURRENCY_MISMATCH",
    code,
    `Cannot add item to cart "${username}": discount "${code}" is in ${amountOff.currencyCode}, ` +
      `product "${productId}" costs ${price.currencyCode}`,
  );

export const quantityTooLarge = (username: string, key: ItemKey, maxQuantity: number) =>
  new CartError(
    "QUANTITY_TOO_LARGE",
    keyOf(key),
    `Cannot add product "${key.productId}" in colour "${key.color}" to cart "${username}": ` +
      `the item would be more than ${maxQuantity} pieces`,
  );
