import type { Money } from "@hexmart/money";
import { describe, it } from "@jest/globals";
import fc from "fast-check";
import { type Reduction, unitPrice } from "./prices.ts";

const usd = (min: bigint, max: bigint) =>
  fc.bigInt({ min, max }).map((billionths): Money => ({ currencyCode: "USD", billionths }));

const reductions: [Reduction["kind"], fc.Arbitrary<Reduction>][] = [
  ["amountOff", usd(-(10n ** 21n), 10n ** 21n).map((amount) => ({ kind: "amountOff", amount }))],
  ["percentOff", fc.integer().map((basisPoints) => ({ kind: "percentOff", basisPoints }))],
];

describe("unitPrice()", () => {
  it.each(reductions)("has a discount between nothing and the whole price, whatever the %s says", (_, ofKind) => {
    fc.assert(
      fc.property(usd(0n, 10n ** 21n), ofKind, (price, reduction) => {
        const product = { id: "a", name: "Phone", price };
        const discount = { code: "X", reduction, validity: { kind: "valid" } } as const;
        const prices = {
          products: new Map([["a", product]]),
          discounts: new Map([["X", discount]]),
          time: new Date(0),
        };
        const unit = unitPrice({ productId: "a", discountCode: "X", failure: "Cannot buy" }, prices);
        return "discount" in unit && unit.discount.billionths >= 0n && unit.discount.billionths <= price.billionths;
      }),
    );
  });
});
