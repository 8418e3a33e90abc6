/** Why the discount service could not do what it was asked. */
export type DiscountErrorCode = "DISCOUNT_NOT_FOUND";

/** The error that the domain throws; `code` is closed, so that an adapter can translate every one. */
export class DiscountError extends Error {
  override readonly name = "DiscountError";
  readonly code: DiscountErrorCode;
  /** The discount code that the error is about. */
  readonly discountCode: string;

  constructor(code: DiscountErrorCode, discountCode: string, message: string) {
    super(message);
    this.code = code;
    this.discountCode = discountCode;
  }
}

/** Something that a use case cannot do without is not to be reached now; to try again later may help. */
export class UnavailableError extends Error {
  override readonly name = "UnavailableError";
}

export function discountNotFound(discountCode: string): DiscountError {
  return new DiscountError("DISCOUNT_NOT_FOUND", discountCode, `Discount "${discountCode}" does not exist`);
}
