import { describe, expect, it } from "@jest/globals";
import { ratios, spread } from "./statistics.ts";

describe("spread()", () => {
  it("is the least, the middle and the greatest, whatever their order", () => {
    expect(spread([3, 10, 1])).toEqual({ min: 1, median: 3, max: 10 });
  });

  it("takes the mean of the two in the middle", () => {
    expect(spread([4, 1, 2, 9])).toEqual({ min: 1, median: 3, max: 9 });
  });

  it("refuses to speak of nothing", () => {
    expect(() => spread([])).toThrow("no values");
  });
});

describe("ratios()", () => {
  it("compares what was measured in the same round", () => {
    expect(ratios([2, 6, 5], [1, 2, 5])).toEqual([2, 3, 1]);
  });

  it("leaves out a round whose baseline measured nothing", () => {
    expect(ratios([2, 6], [0, 2])).toEqual([3]);
    expect(ratios([2, 6], [1])).toEqual([2]);
  });
});
