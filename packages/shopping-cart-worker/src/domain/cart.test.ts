import { describe, expect, it } from "@jest/globals";
import { itemsToRemove } from "./cart.ts";

describe("itemsToRemove()", () => {
  it.each([
    { items: ["a", "b", "c"], maxItems: 5, coming: 2, removed: [] },
    { items: ["a", "b", "c"], maxItems: 4, coming: 2, removed: ["a"] },
    { items: ["a", "b", "c"], maxItems: 2, coming: 2, removed: ["a", "b", "c"] },
    { items: ["a", "b", "c"], maxItems: 1, coming: 9, removed: ["a", "b", "c"] },
    { items: [], maxItems: 1, coming: 1, removed: [] },
  ])("of $items makes room for $coming in $maxItems by taking out $removed", ({ items, maxItems, coming, removed }) => {
    expect(itemsToRemove(items, maxItems, coming)).toEqual(removed);
  });
});
