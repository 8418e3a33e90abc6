import { create } from "@bufbuild/protobuf";
import { FieldMaskSchema } from "@bufbuild/protobuf/wkt";
import { ProductDraftSchema, ProductOrder, ProductSchema, ProductStatus } from "@hexmart/contracts/product/v1/product";
import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import type { Product } from "#domain/product.ts";
import { toChanges, toDraft, toMessage, toMessages, toOrder, toSorting, toStatusFilter } from "./mapper.ts";

const product: Product = {
  id: "0197f000-0000-7000-8000-000000000001",
  name: "Mi10T",
  description: "New Xiaomi Phone Mi10T",
  price: money("USD", "699.000000001"),
  status: "low",
  etag: "first",
  createTime: new Date("2026-07-01T12:00:00.123Z"),
  updateTime: new Date("2026-07-02T12:00:00.456Z"),
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
      updateTime: { seconds: 1782993600n, nanos: 456_000_000 },
      etag: "first",
    });
  });
});

describe("toMessages()", () => {
  it("says of each product what toMessage() says, whether it shares its times with the one before or not", () => {
    const later = new Date("2026-07-03T12:00:00Z");
    const products = [
      product,
      { ...product, id: "0197f000-0000-7000-8000-000000000002" },
      { ...product, updateTime: later },
      { ...product, createTime: later, updateTime: later },
      product,
    ];

    expect(toMessages(products)).toEqual(products.map((each) => toMessage(each)));
    expect(toMessages([])).toEqual([]);
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
    const { createTime: _created, updateTime: _updated, etag: _etag, ...said } = product;

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

describe("toChanges()", () => {
  const message = { id: product.id, name: "Mi11", price: { currencyCode: "USD", units: 749n } };
  const [name, price] = [message.name, money("USD", "749")];

  it.each([
    ["what is set, without a mask", undefined, { name, price }],
    ["what is set, with an empty mask", [], { name, price }],
    ["what the mask names, and nothing else that is set", ["price"], { price }],
    ["a description that the mask names and that is not set, to nothing", ["description"], { description: "" }],
    ["nothing that only the service sets", ["id", "etag", "create_time", "update_time"], {}],
  ])("changes %s", (_what, paths, changes) => {
    const mask = paths && create(FieldMaskSchema, { paths });

    expect(toChanges(create(ProductSchema, message), mask)).toStrictEqual(changes);
  });

  it("changes everything, set or not, with a star", () => {
    const mask = create(FieldMaskSchema, { paths: ["*"] });

    expect(toChanges(create(ProductSchema, { ...message, status: ProductStatus.LOW }), mask)).toStrictEqual({
      name,
      description: "",
      price,
      status: "low",
    });
  });
});

describe("toStatusFilter()", () => {
  it("is a status, or none", () => {
    expect(toStatusFilter(ProductStatus.OUT_OF_STOCK)).toBe("outOfStock");
    expect(toStatusFilter(ProductStatus.UNSPECIFIED)).toBeUndefined();
  });
});

describe("toSorting()", () => {
  it.each([
    ["", { sortBy: "createTime", descending: false }],
    ["name", { sortBy: "name", descending: false }],
    ["name desc", { sortBy: "name", descending: true }],
    ["price", { sortBy: "price", descending: false }],
    ["price desc", { sortBy: "price", descending: true }],
    ["create_time", { sortBy: "createTime", descending: false }],
    ["create_time desc", { sortBy: "createTime", descending: true }],
  ])("knows the order %j", (orderBy, sorting) => {
    expect(toSorting(orderBy)).toEqual(sorting);
  });

  it("never takes an order for one that it does not know", () => {
    expect(() => toSorting("id")).toThrow(TypeError);
  });
});

describe("toOrder()", () => {
  it("is oldest first unless newest first was asked for", () => {
    expect(toOrder(ProductOrder.UNSPECIFIED)).toBe("oldestFirst");
    expect(toOrder(ProductOrder.OLDEST_FIRST)).toBe("oldestFirst");
    expect(toOrder(ProductOrder.NEWEST_FIRST)).toBe("newestFirst");
  });
});
