import type { Money as MoneyMessage } from "@hexmart/contracts/type/v1/money";
import { fromParts, type Money } from "@hexmart/money";

/** @throws TypeError for an amount that is not there */
export function toMoney(message: MoneyMessage | undefined): Money {
  if (message === undefined) throw new TypeError("Cannot read an answer of the gateway: an amount is missing");
  return fromParts(message);
}
