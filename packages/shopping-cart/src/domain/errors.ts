import { cannotChange, type Refusal, type RefusalCode } from "./refusals.ts";
import { type ItemKey, keyOf } from "./shopping-cart.ts";

/** Why the shopping-cart service could not do what it was asked. */
export type CartErrorCode =
  | "CART_NOT_FOUND"
  | "CART_ALREADY_EXISTS"
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

export const itemNotFound = (username: string, key: ItemKey) =>
  new CartError("ITEM_NOT_FOUND", keyOf(key), `${cannotChange(username, key)}: the cart does not hold it; add it`);

/** The refusal of the one item that a call is about. */
export const refused = ({ code, subject, message }: Refusal<Exclude<RefusalCode, "CART_FULL">>) =>
  new CartError(code, subject, message);
