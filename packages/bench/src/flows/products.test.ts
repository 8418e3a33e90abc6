import { describe, expect, it } from "@jest/globals";
import { chunks, copyLine, newProducts, toDraft } from "./products.ts";

const product = { id: "0199a3b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b", name: "Pen", description: "Blue", cents: 1_205 };

describe("newProducts()", () => {
  it("makes as many as were asked for, each with an id of its own", () => {
    expect(new Set([...newProducts(1_000)].map(({ id }) => id)).size).toBe(1_000);
  });
});

describe("a product", () => {
  it("costs the same through the contract and through COPY", () => {
    expect(toDraft(product).price).toEqual({ currencyCode: "USD", units: 12n, nanos: 50_000_000 });
    expect(copyLine(product).split("\t").slice(0, 5)).toEqual([product.id, "Pen", "Blue", "12.05", "USD"]);
  });
});

describe("chunks()", () => {
  it("cuts values into lists of a size", () => {
    expect([...chunks([1, 2, 3, 4, 5], 2)]).toEqual([[1, 2], [3, 4], [5]]);
    expect([...chunks([1, 2], 2)]).toEqual([[1, 2]]);
    expect([...chunks([], 2)]).toEqual([]);
  });
});
