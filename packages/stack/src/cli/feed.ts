import type { ServiceName } from "../../topology.ts";
import type { LogRecord } from "../platform.ts";
import { formatMoney } from "./format-money.ts";
import { paint } from "./paint.ts";

/** One line about what just happened, for a person who watches; nothing for what is not worth a line. */
export function describe(service: ServiceName, record: LogRecord): string | undefined {
  const text = happened(withoutControls(record));
  return text && `${paint("dim", new Date().toTimeString().slice(0, 8))}  ${service.padEnd(22)}${text}`;
}

function happened(record: LogRecord): string | undefined {
  switch (record.event) {
    case "products.inserted":
      return `inserted ${paint("green", `${record.inserted} products`)}${again(record.duplicates)}, one stream`;
    case "cart.filled":
      return `cart of ${record.username}: ${paint("green", `${record.added} items`)} added${again(record.duplicates)}${refused(record.refused)}; ${totals(record.totals)}`;
    case "cart.changed":
      return `${paint("cyan", `${record.by}`)} changed ${record.by === record.username ? "the own cart" : `the cart of ${record.username}`}: ${record.change}`;
    case "movie.changed":
      return `${paint("cyan", `${record.username}`)} ${record.change} movie ${record.id}`;
    case "login.succeeded":
      return `${paint("cyan", `${record.username}`)} logged in${record.clientId ? ` at ${record.clientId}` : ""}`;
    case "login.failed":
      return paint("yellow", `somebody failed to log in${record.username ? ` as ${record.username}` : ""}`);
    case "logout.succeeded":
      return `${paint("cyan", `${record.username ?? "somebody"}`)} logged out`;
    case "consent.granted":
      return `${paint("cyan", `${record.username}`)} lets ${record.clientId} have ${list(record.scopes)}`;
    case "token.issued":
      return paint("dim", `token for ${record.clientId}: ${list(record.scopes)}`);
  }
  if (record.level === "warn") return paint("yellow", record.msg);
  if (record.level === "error" || record.level === "fatal") return paint("red", record.msg);
  return undefined;
}

/** What people type may end up in a log; a terminal would obey what is hidden in it. */
function withoutControls(record: LogRecord): LogRecord {
  const clean = (value: unknown) => (typeof value === "string" ? value.replace(/[\p{Cc}\p{Cf}]/gu, "·") : value);
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, clean(value)])) as LogRecord;
}

function list(values: unknown): string {
  return Array.isArray(values) ? values.join(" ") : String(values);
}

function again(duplicates: unknown): string {
  return Number(duplicates) > 0 ? ` (${duplicates} were there already)` : "";
}

function refused(count: unknown): string {
  return Number(count) > 0 ? ` (${count} refused)` : "";
}

/** What the cart worker logs of each currency. */
type LoggedTotals = { currency: string; listTotal: string; discountTotal: string; total: string };

function totals(logged: unknown): string {
  if (!Array.isArray(logged)) return "";
  return logged
    .map(({ currency, listTotal, discountTotal, total }: LoggedTotals) => {
      const show = (amount: string) => formatMoney(currency, amount);
      return `list ${show(listTotal)} − discounts ${show(discountTotal)} = ${paint("bold", show(total))}`;
    })
    .join(", ");
}
