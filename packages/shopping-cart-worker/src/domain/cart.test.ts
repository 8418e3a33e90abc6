import { describe, expect, it } from "@jest/globals";
import { itemsToRemove } from "./cart.ts";

const keys = (ids: string[]) => ids.map((productId) => ({ productId, color: "Black" }));

describe("itemsToRemove()", () => {
  it.each([
    { first: ["a", "b", "c"], itemCount: 3, maxItems: 5, coming: 2, removed: [] },
    { first: ["a", "b", "c"], itemCount: 3, maxItems: 4, coming: 2, removed: ["a"] },
    { first: ["a", "b", "c"], itemCount: 3, maxItems: 2, coming: 2, removed: ["a", "b", "c"] },
    { first: ["a", "b", "c"], itemCount: 3, maxItems: 1, coming: 9, removed: ["a", "b", "c"] },
    { first: ["a", "b", "c"], itemCount: 9, maxItems: 9, coming: 2, removed: ["a", "b"] },
    { first: ["a", "b", "c"], itemCount: 9, maxItems: 4, coming: 2, removed: ["a", "b", "c"] },
    { first: ["a", "b", "c"], itemCount: 3, maxItems: 9, coming: 4, removed: [] },
    { first: [], itemCount: 0, maxItems: 1, coming: 1, removed: [] },
  ])("of $itemCount items, $first first, makes room for $coming in $maxItems by taking out $removed", (given) => {
    const { first, itemCount, maxItems, coming, removed } = given;

    expect(itemsToRemove({ first: keys(first), itemCount }, maxItems, coming)).toEqual(keys(removed));
  });
});
