import { type Money, toDecimal } from "@hexmart/money";

const day = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" });
const whole = new Intl.NumberFormat("en");

/** An amount with its currency: exact, with two decimals at least. */
export function formatMoney(amount: Money): string {
  const [units = "", fraction = ""] = toDecimal(amount).split(".");
  // A locale's own format of money would round.
  const sign = units.startsWith("-") ? "−" : "";
  return `${sign}${whole.format(BigInt(units.replace("-", "")))}.${fraction.padEnd(2, "0")} ${amount.currencyCode}`;
}

/** A day, such as 1994-09-23. */
export function formatDay(date: string): string {
  return day.format(new Date(`${date}T00:00:00Z`));
}

/** A claim, be it a text, a list or an object. */
export function formatClaim(value: unknown): string {
  if (Array.isArray(value)) return value.map(formatClaim).join(", ");
  if (typeof value === "object" && value !== null) {
    return Object.values(value).map(formatClaim).join(", ");
  }
  return String(value);
}
