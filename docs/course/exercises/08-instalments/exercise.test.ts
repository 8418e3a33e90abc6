// packages/money/src/exercise-08.test.ts
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { add, equals, type Money, money, split, zero } from "./index.ts";

const amounts = fc
  .bigInt({ min: -(10n ** 21n), max: 10n ** 21n })
  .map((billionths): Money => ({ currencyCode: "USD", billionths }));
const counts = fc.integer({ min: 1, max: 60 });

describe("split()", () => {
  it("makes as many parts as are asked for", () => {
    fc.assert(fc.property(amounts, counts, (amount, count) => split(amount, count).length === count));
  });

  it("makes parts that come to exactly the whole", () => {
    fc.assert(
      fc.property(amounts, counts, (amount, count) => equals(split(amount, count).reduce(add, zero("USD")), amount)),
    );
  });

  it("makes parts of which no two differ by more than a billionth, the larger first", () => {
    fc.assert(
      fc.property(amounts, counts, (amount, count) => {
        const parts = split(amount, count).map(({ billionths }) => billionths);
        const [first = 0n, last = 0n] = [parts.at(0), parts.at(-1)];
        return first - last <= 1n && parts.every((part, at) => at === 0 || part <= (parts[at - 1] ?? part));
      }),
    );
  });

  it.each([0, -1, 1.5])("refuses %d parts", (count) => {
    expect(() => split(money("USD", "10"), count)).toThrow(RangeError);
  });
});
