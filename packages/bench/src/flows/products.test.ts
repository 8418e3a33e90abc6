import { toJson } from "@bufbuild/protobuf";
import { ProductSchema } from "@hexmart/contracts/product/v1/product";
import { describe, expect, it } from "@jest/globals";
import { chunks, copyLine, newProducts, readLine, toDraft } from "./products.ts";

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

describe("readLine()", () => {
  it("reads what COPY writes of a product", () => {
    const times = ["2026-01-02 03:04:05.678+00", "2026-01-02 04:04:05.678+00"];
    const line = [product.id, "Pen\\\\Ink", "a\\tb", "12.050000000", "USD", "low", ...times, "e1"].join("\t");
    expect(toJson(ProductSchema, readLine(line))).toEqual({
      id: product.id,
      name: "Pen\\Ink",
      description: "a\tb",
      price: { currencyCode: "USD", units: "12", nanos: 50_000_000 },
      status: "PRODUCT_STATUS_LOW",
      createTime: "2026-01-02T03:04:05.678Z",
      updateTime: "2026-01-02T04:04:05.678Z",
      etag: "e1",
    });
  });
});

describe("chunks()", () => {
  it("cuts values into lists of a size", () => {
    expect([...chunks([1, 2, 3, 4, 5], 2)]).toEqual([[1, 2], [3, 4], [5]]);
    expect([...chunks([1, 2], 2)]).toEqual([[1, 2]]);
    expect([...chunks([], 2)]).toEqual([]);
  });
});
