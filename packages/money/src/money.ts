import { MoneyError } from "./errors.ts";

/**
 * An exact amount of one currency, counted in billionths of its unit: 1.5 USD is
 * `{ currencyCode: "USD", billionths: 1_500_000_000n }`.
 *
 * A `number` cannot hold 0.10, so none ever appears here; a `bigint` has no upper bound, so no sum overflows.
 */
export type Money = { readonly currencyCode: string; readonly billionths: bigint };

/**
 * The same amount as the contracts send it (`hexmart.type.v1.Money`): whole units, and the billionths beyond them with
 * the same sign.
 */
export type MoneyParts = { readonly currencyCode: string; readonly units: bigint; readonly nanos: number };

const BILLION = 1_000_000_000n;
const DECIMAL = /^(-?)(\d+)(?:\.(\d{1,9}))?$/;

/**
 * Reads an exact decimal: `money("USD", "699.90")`.
 *
 * @throws MoneyError `INVALID_AMOUNT` for anything but digits with at most nine decimals.
 * @throws MoneyError `INVALID_CURRENCY` for anything but three capital letters (ISO 4217).
 */
export function money(currencyCode: string, decimal: string): Money {
  const [, sign, whole = "", fraction = ""] = DECIMAL.exec(decimal) ?? [];
  if (sign === undefined) {
    throw new MoneyError("INVALID_AMOUNT", `Cannot read the amount "${decimal}": expected a decimal such as 12.50`);
  }
  return of(currencyCode, BigInt(`${sign}${whole}${fraction.padEnd(9, "0")}`));
}

/** Nothing, in a currency: where a sum starts. */
export function zero(currencyCode: string): Money {
  return of(currencyCode, 0n);
}

/** The amount as the shortest exact decimal: `"699.9"`. The inverse of {@link money}. */
export function toDecimal({ billionths }: Money): string {
  const magnitude = billionths < 0n ? -billionths : billionths;
  const fraction = (magnitude % BILLION).toString().padStart(9, "0").replace(/0+$/, "");
  return `${billionths < 0n ? "-" : ""}${magnitude / BILLION}${fraction && `.${fraction}`}`;
}

/**
 * Reads an amount from a message of the contracts, or anything of that form.
 *
 * @throws MoneyError `INVALID_CURRENCY`
 */
export function fromParts({ currencyCode, units, nanos }: MoneyParts): Money {
  return of(currencyCode, units * BILLION + BigInt(nanos));
}

/** The amount as a message of the contracts holds it. The inverse of {@link fromParts}. */
export function toParts({ currencyCode, billionths }: Money): MoneyParts {
  return { currencyCode, units: billionths / BILLION, nanos: Number(billionths % BILLION) };
}

/** @throws MoneyError `CURRENCY_MISMATCH` */
export function add(a: Money, b: Money): Money {
  assertSameCurrency("add", a, b);
  return of(a.currencyCode, a.billionths + b.billionths);
}

/** @throws MoneyError `CURRENCY_MISMATCH` */
export function subtract(a: Money, b: Money): Money {
  assertSameCurrency("subtract", a, b);
  return of(a.currencyCode, a.billionths - b.billionths);
}

/**
 * A number of times the amount; `times` is a whole number, such as a quantity.
 *
 * @throws RangeError when `times` has a fraction.
 */
export function multiply(amount: Money, times: number | bigint): Money {
  return of(amount.currencyCode, amount.billionths * BigInt(times));
}

/**
 * A part of the amount, in hundredths of a percent: 12.5 % of 80 USD is `basisPointsOf(money("USD", "80"), 1_250)`,
 * 10 USD. Rounded to a billionth, half to even, so that many roundings do not drift to one side.
 *
 * @throws RangeError when `basisPoints` has a fraction.
 */
export function basisPointsOf(amount: Money, basisPoints: number): Money {
  return of(amount.currencyCode, divideHalfEven(amount.billionths * BigInt(basisPoints), 10_000n));
}

/** The smaller of two amounts. @throws MoneyError `CURRENCY_MISMATCH` */
export function min(a: Money, b: Money): Money {
  assertSameCurrency("compare", a, b);
  return a.billionths <= b.billionths ? a : b;
}

/** Whether two amounts are the same, in the same currency. */
export function equals(a: Money, b: Money): boolean {
  return a.currencyCode === b.currencyCode && a.billionths === b.billionths;
}

function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  const twice = (remainder < 0n ? -remainder : remainder) * 2n;
  // A bigint division cuts off towards zero, so that rounding goes one further from it.
  const further = twice > divisor || (twice === divisor && quotient % 2n !== 0n);
  return further ? quotient + (dividend < 0n ? -1n : 1n) : quotient;
}

function of(currencyCode: string, billionths: bigint): Money {
  if (!/^[A-Z]{3}$/.test(currencyCode)) {
    throw new MoneyError("INVALID_CURRENCY", `"${currencyCode}" is not an ISO 4217 currency code, such as USD`);
  }
  return { currencyCode, billionths };
}

function assertSameCurrency(verb: string, a: Money, b: Money): void {
  if (a.currencyCode !== b.currencyCode) {
    throw new MoneyError("CURRENCY_MISMATCH", `Cannot ${verb} ${a.currencyCode} and ${b.currencyCode}`);
  }
}
