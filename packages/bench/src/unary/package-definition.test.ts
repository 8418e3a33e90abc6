import { describe, expect, it } from "@jest/globals";
import { path } from "./method.ts";
import { packageDefinition } from "./package-definition.ts";
import { getProduct, request } from "./product.ts";

describe("packageDefinition()", () => {
  it("has every type that the product service needs, whatever its contract imports", () => {
    const service = packageDefinition()["hexmart.product.v1.ProductService"];
    expect(service).toMatchObject({ GetProduct: { path, requestStream: false, responseStream: false } });
  });
});

describe("the product of the benchmark", () => {
  it("has all of its fields set, and is found by its id alone", () => {
    const { product } = getProduct(request.id);
    expect(product).toMatchObject({ id: request.id, price: { currencyCode: "EUR" }, createTime: expect.anything() });
    expect(getProduct("another").product).toBeUndefined();
  });
});
