export { MoneyError, type MoneyErrorCode } from "./errors.ts";
export {
  add,
  basisPointsOf,
  equals,
  fromParts,
  type Money,
  type MoneyParts,
  min,
  money,
  multiply,
  subtract,
  toDecimal,
  toParts,
  zero,
} from "./money.ts";
