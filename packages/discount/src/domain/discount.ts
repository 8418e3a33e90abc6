import { equals, type Money } from "@hexmart/money";
import { discountChanged, discountWindowEmpty } from "./errors.ts";

/** What a customer's code is worth, and when. */
export type Discount = DiscountDraft & {
  /** Another one after each change; says nothing else. */
  readonly etag: string;
  readonly createTime: Date;
  readonly updateTime: Date;
};

/** What somebody may say of a discount. The rest is missing on purpose: the service sets it. */
export type DiscountDraft = {
  /** What the customer types; it names the discount, and never changes. */
  readonly code: string;
  readonly reduction: Reduction;
  /** The first moment at which it is valid; undefined for "always was". */
  readonly startTime: Date | undefined;
  /** The first moment at which it is valid no more; undefined for "until further notice". */
  readonly endTime: Date | undefined;
};

/** What to change: a key that is there, even if only to say that a time is to be undefined. */
export type DiscountChanges = Partial<Pick<DiscountDraft, "reduction" | "startTime" | "endTime">>;

/** How a price is reduced. A union, so that a new kind is a compile error wherever it is not handled. */
export type Reduction =
  | { readonly kind: "amountOff"; readonly amount: Money }
  | { readonly kind: "percentOff"; readonly basisPoints: number };

/** Whether a discount may be used. Nobody stores it: time alone changes it. */
export type DiscountState = "scheduled" | "active" | "expired";

/** What a decision needs from outside: time and chance are arguments, so that a decision can be repeated. */
export type Made = { readonly now: Date; readonly etag: string };

/**
 * The discount that a draft becomes when it is stored.
 *
 * @throws DiscountError `DISCOUNT_WINDOW_EMPTY`
 */
export function discountFrom({ code, reduction, startTime, endTime }: DiscountDraft, { now, etag }: Made): Discount {
  assertWindow({ code, startTime, endTime });
  return { code, reduction, startTime, endTime, etag, createTime: now, updateTime: now };
}

// #region revise
/**
 * The discount after the changes, or the very same one when it says all that already. Then its etag does not matter: a
 * change that is sent again must not meet the etag that it made itself.
 *
 * @throws DiscountError `DISCOUNT_CHANGED`, `DISCOUNT_WINDOW_EMPTY`
 */
export function revise(
  discount: Discount,
  { changes, etag }: { readonly changes: DiscountChanges; readonly etag: string | undefined },
  made: Made,
): Discount {
  const revised = { ...discount, ...changes, etag: made.etag, updateTime: made.now };
  if (sameContent(discount, revised)) return discount;
  assertUnchanged("update", discount, etag);
  assertWindow(revised);
  return revised;
}
// #endregion revise

/** @throws DiscountError `DISCOUNT_CHANGED` when the etag that is expected, if any, is not that of the discount. */
export function assertUnchanged(verb: "update" | "delete", { code, etag }: Discount, expected: string | undefined) {
  if (expected !== undefined && expected !== etag) throw discountChanged(verb, code);
}

// #region state
export function stateAt({ startTime, endTime }: Discount, time: Date): DiscountState {
  if (startTime && time < startTime) return "scheduled";
  return endTime && time >= endTime ? "expired" : "active";
}
// #endregion state

/** Whether two discounts say the same; when they were stored does not matter. */
export function sameContent(a: DiscountDraft, b: DiscountDraft): boolean {
  return (
    a.code === b.code &&
    sameReduction(a.reduction, b.reduction) &&
    a.startTime?.getTime() === b.startTime?.getTime() &&
    a.endTime?.getTime() === b.endTime?.getTime()
  );
}

function assertWindow({ code, startTime, endTime }: Omit<DiscountDraft, "reduction">): void {
  if (startTime && endTime && startTime >= endTime) throw discountWindowEmpty(code, startTime, endTime);
}

function sameReduction(a: Reduction, b: Reduction): boolean {
  switch (a.kind) {
    case "amountOff":
      return b.kind === a.kind && equals(a.amount, b.amount);
    case "percentOff":
      return b.kind === a.kind && a.basisPoints === b.basisPoints;
  }
}
