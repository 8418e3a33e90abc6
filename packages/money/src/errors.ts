/** Why an amount could not be made or combined. */
export type MoneyErrorCode = "INVALID_AMOUNT" | "INVALID_CURRENCY" | "CURRENCY_MISMATCH";

/** The one error of this package; `code` says which rule was broken. */
export class MoneyError extends Error {
  override readonly name = "MoneyError";
  readonly code: MoneyErrorCode;

  constructor(code: MoneyErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
