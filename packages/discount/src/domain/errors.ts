/** Why the discount service could not do what it was asked. */
export type DiscountErrorCode =
  | "DISCOUNT_NOT_FOUND"
  | "DISCOUNT_ALREADY_EXISTS"
  | "DISCOUNT_CHANGED"
  | "DISCOUNT_WINDOW_EMPTY";

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

export const discountNotFound = (discountCode: string) =>
  new DiscountError("DISCOUNT_NOT_FOUND", discountCode, `Discount "${discountCode}" does not exist`);

export const discountAlreadyExists = (discountCode: string) =>
  new DiscountError(
    "DISCOUNT_ALREADY_EXISTS",
    discountCode,
    `Cannot create discount "${discountCode}": it exists with other content; update that one, or choose another code`,
  );

export const discountChanged = (verb: "update" | "delete", discountCode: string) =>
  new DiscountError(
    "DISCOUNT_CHANGED",
    discountCode,
    `Cannot ${verb} discount "${discountCode}": it has changed since its etag was read; read it again, and decide anew`,
  );

export const discountWindowEmpty = (discountCode: string, startTime: Date, endTime: Date) =>
  new DiscountError(
    "DISCOUNT_WINDOW_EMPTY",
    discountCode,
    `Discount "${discountCode}" would never be valid: it starts at ${startTime.toISOString()}, ` +
      `and ends at ${endTime.toISOString()}; change both, or the other one`,
  );
