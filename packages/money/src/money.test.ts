import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  add,
  basisPointsOf,
  equals,
  fromParts,
  type Money,
  min,
  money,
  multiply,
  subtract,
  toDecimal,
  toParts,
  zero,
} from "./index.ts";

const usd = fc
  .bigInt({ min: -(10n ** 21n), max: 10n ** 21n })
  .map((billionths): Money => ({ currencyCode: "USD", billionths }));

describe("money()", () => {
  it("keeps what a float loses", () => {
    expect(toDecimal(add(money("USD", "0.1"), money("USD", "0.2")))).toBe("0.3");
  });

  it.each(["", "1.", ".5", "1e3", "1,5", "0.1234567891", "NaN", " 1"])("refuses %j", (text) => {
    expect(() => money("USD", text)).toThrow(expect.objectContaining({ code: "INVALID_AMOUNT" }));
  });

  it.each(["", "usd", "US", "USDT"])("refuses the currency %j", (code) => {
    expect(() => money(code, "1")).toThrow(expect.objectContaining({ code: "INVALID_CURRENCY" }));
  });

  it("reads back what toDecimal() writes", () => {
    fc.assert(fc.property(usd, (a) => equals(money("USD", toDecimal(a)), a)));
  });
});

describe("toParts()", () => {
  it("gives units and nanos the same sign", () => {
    expect(toParts(money("USD", "-1.75"))).toEqual({ currencyCode: "USD", units: -1n, nanos: -750_000_000 });
  });

  it("is undone by fromParts()", () => {
    fc.assert(fc.property(usd, (a) => equals(fromParts(toParts(a)), a)));
  });
});

describe("add()", () => {
  it("does not depend on the order or the grouping", () => {
    fc.assert(fc.property(usd, usd, usd, (a, b, c) => equals(add(add(a, b), c), add(a, add(c, b)))));
  });

  it("is undone by subtract()", () => {
    fc.assert(fc.property(usd, usd, (a, b) => equals(subtract(add(a, b), b), a)));
  });

  it("refuses two currencies", () => {
    expect(() => add(money("USD", "1"), money("EUR", "1"))).toThrow("Cannot add USD and EUR");
  });
});

describe("multiply()", () => {
  it("is the amount added so many times", () => {
    fc.assert(
      fc.property(usd, fc.integer({ min: 0, max: 50 }), (a, times) => {
        const sum = Array.from({ length: times }, () => a).reduce(add, zero("USD"));
        return equals(multiply(a, times), sum);
      }),
    );
  });

  it("refuses a fraction of a quantity", () => {
    expect(() => multiply(money("USD", "1"), 1.5)).toThrow(RangeError);
  });
});

describe("basisPointsOf()", () => {
  it("answers hundredths of a percent", () => {
    expect(basisPointsOf(money("USD", "80"), 1_250)).toEqual(money("USD", "10"));
  });

  it.each([
    ["0.000000001", "0"],
    ["0.000000003", "0.000000002"],
    ["0.000000005", "0.000000002"],
    ["-0.000000003", "-0.000000002"],
    ["-0.000000005", "-0.000000002"],
  ])("rounds what lies between two billionths to the even one: half of %s is %s", (amount, half) => {
    expect(basisPointsOf(money("USD", amount), 5_000)).toEqual(money("USD", half));
  });

  it("is never further than half a billionth from the exact part", () => {
    fc.assert(
      fc.property(usd, fc.integer({ min: 0, max: 10_000 }), (a, basisPoints) => {
        const error = basisPointsOf(a, basisPoints).billionths * 10_000n - a.billionths * BigInt(basisPoints);
        return error <= 5_000n && error >= -5_000n;
      }),
    );
  });

  it("is nothing of nothing, and all of it for a hundred percent", () => {
    fc.assert(fc.property(usd, (a) => equals(basisPointsOf(a, 10_000), a) && equals(basisPointsOf(a, 0), zero("USD"))));
  });

  it("refuses a fraction of a basis point", () => {
    expect(() => basisPointsOf(money("USD", "1"), 0.5)).toThrow(RangeError);
  });
});

describe("min()", () => {
  it("answers the smaller amount", () => {
    expect(min(money("USD", "2"), money("USD", "1.99"))).toEqual(money("USD", "1.99"));
  });
});
