import { create } from "@bufbuild/protobuf";
import { ProductDraftSchema, ProductOrder, ProductSchema, ProductStatus } from "@hexmart/contracts/product/v1/product";
import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import type { Product } from "#domain/product.ts";
import { toDraft, toMessage, toOrder } from "./mapper.ts";

const product: Product = {
  id: "0197f000-0000-7000-8000-000000000001",
  name: "Mi10T",
  description: "New Xiaomi Phone Mi10T",
  price: money("USD", "699.000000001"),
  status: "low",
  createTime: new Date("2026-07-01T12:00:00.123Z"),
};

describe("toMessage()", () => {
  it("says everything that a product is", () => {
    expect(create(ProductSchema, toMessage(product))).toMatchObject({
      id: product.id,
      name: product.name,
      description: product.description,
      price: { currencyCode: "USD", units: 699n, nanos: 1 },
      status: ProductStatus.LOW,
      createTime: { seconds: 1782907200n, nanos: 123_000_000 },
    });
  });
});

describe("toDraft()", () => {
  const message = (overrides: object = {}) =>
    create(ProductDraftSchema, {
      id: product.id,
      name: product.name,
      description: product.description,
      price: { currencyCode: "USD", units: 699n, nanos: 1 },
      status: ProductStatus.LOW,
      ...overrides,
    });

  it("reads everything that a client may say", () => {
    const { createTime: _, ...said } = product;

    expect(toDraft(message())).toEqual(said);
  });

  it.each(["0", "0.1", "0.000000001", "699.9", "1000000000000.999999999"])(
    "reads the price %s as it was sent",
    (amount) => {
      const price = money("USD", amount);
      const { price: sent } = create(ProductSchema, toMessage({ ...product, price }));

      expect(toDraft(message({ price: sent })).price).toEqual(price);
    },
  );

  it("takes an empty id for none", () => {
    expect(toDraft(message({ id: "" })).id).toBeUndefined();
  });

  it.each([
    [ProductStatus.IN_STOCK, "inStock"],
    [ProductStatus.LOW, "low"],
    [ProductStatus.OUT_OF_STOCK, "outOfStock"],
  ])("reads the status %d", (status, expected) => {
    expect(toDraft(message({ status })).status).toBe(expected);
  });

  it("never takes a status that nobody said for one that somebody said", () => {
    expect(() => toDraft(message({ status: ProductStatus.UNSPECIFIED }))).toThrow(TypeError);
  });
});

describe("toOrder()", () => {
  it("is oldest first unless newest first was asked for", () => {
    expect(toOrder(ProductOrder.UNSPECIFIED)).toBe("oldestFirst");
    expect(toOrder(ProductOrder.OLDEST_FIRST)).toBe("oldestFirst");
    expect(toOrder(ProductOrder.NEWEST_FIRST)).toBe("newestFirst");
  });
});
