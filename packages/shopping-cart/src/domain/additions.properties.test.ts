import { equals, type Money, add as plus, subtract, zero } from "@hexmart/money";
import { describe, it } from "@jest/globals";
import fc from "fast-check";
import { addItems, type NewItem } from "./additions.ts";
import type { Prices, Reduction } from "./prices.ts";
import { keyOf, type Slice, totalsOf } from "./shopping-cart.ts";

const IDS = ["a", "b", "c", "d"];
const CODES = ["X", "Y"];

const usd = (min: bigint, max: bigint) =>
  fc.bigInt({ min, max }).map((billionths): Money => ({ currencyCode: "USD", billionths }));

const reductions: fc.Arbitrary<Reduction> = fc.oneof(
  usd(-(10n ** 21n), 10n ** 21n).map((amount): Reduction => ({ kind: "amountOff", amount })),
  fc.integer({ min: 1, max: 10_000 }).map((basisPoints): Reduction => ({ kind: "percentOff", basisPoints })),
);

const priceLists: fc.Arbitrary<Prices> = fc
  .tuple(
    fc.array(usd(0n, 10n ** 21n), { minLength: IDS.length, maxLength: IDS.length }),
    fc.array(reductions, { minLength: CODES.length, maxLength: CODES.length }),
  )
  .map(([listPrices, reduced]) => ({
    products: new Map(listPrices.map((price, at) => [`${IDS[at]}`, { id: `${IDS[at]}`, name: "Phone", price }])),
    discounts: new Map(
      reduced.map((reduction, at) => [
        `${CODES[at]}`,
        { code: `${CODES[at]}`, reduction, validity: { kind: "valid" } },
      ]),
    ),
    time: new Date(0),
  }));

const newItem = (discountCode: fc.Arbitrary<string | undefined>): fc.Arbitrary<NewItem> =>
  fc.record({
    requestId: fc.uuid(),
    productId: fc.constantFrom(...IDS),
    color: fc.constantFrom("Black", "Red"),
    quantity: fc.integer({ min: 1, max: 10_000 }),
    discountCode,
  });

const additions = fc.array(newItem(fc.constantFrom(undefined, ...CODES)), { maxLength: 30 });

// With two codes on one item the later replaces the earlier, so that there the order is meant to matter.
const additionsOfOneCode = fc.array(newItem(fc.constantFrom(undefined, "X")), { maxLength: 30 });

const sum = (amounts: Money[]) => amounts.reduce(plus, zero("USD"));

const empty: Slice = { username: "alice", items: [], itemCount: 0 };

/** The cart after additions. */
function add(cart: Slice, additions: readonly NewItem[], prices: Prices): Slice {
  const { changed } = addItems(cart, additions, { prices, applied: new Map() });
  const items = [...new Map([...cart.items, ...changed].map((item) => [keyOf(item), item])).values()];
  return { ...cart, items, itemCount: items.length };
}

describe("addItems()", () => {
  it("never makes a total negative", () => {
    fc.assert(
      fc.property(priceLists, additions, (prices, items) =>
        totalsOf(add(empty, items, prices).items).every(
          ({ listTotal, discountTotal, total }) =>
            listTotal.billionths >= 0n && discountTotal.billionths >= 0n && total.billionths >= 0n,
        ),
      ),
    );
  });

  // #region exactly
  it("makes totals of which list price less discount is what is to be paid, exactly", () => {
    fc.assert(
      fc.property(priceLists, additions, (prices, items) =>
        totalsOf(add(empty, items, prices).items).every(({ listTotal, discountTotal, total }) =>
          equals(subtract(listTotal, discountTotal), total),
        ),
      ),
    );
  });
  // #endregion exactly

  it("comes to the same totals in whatever order, and in however many chunks, the items are added", () => {
    const shuffled = additionsOfOneCode.chain((items) =>
      fc.tuple(
        fc.constant(items),
        fc.shuffledSubarray(items, { minLength: items.length }),
        fc.nat({ max: items.length }),
      ),
    );
    fc.assert(
      fc.property(priceLists, shuffled, (prices, [items, others, cut]) => {
        const straight = totalsOf(add(empty, items, prices).items);
        const first = add(empty, others.slice(0, cut), prices);
        const inChunks = totalsOf(add(first, others.slice(cut), prices).items);
        return equals(sum(straight.map(({ total }) => total)), sum(inChunks.map(({ total }) => total)));
      }),
    );
  });
});
