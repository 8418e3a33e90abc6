import { describe, expect, it } from "@jest/globals";
import { serviceNames, topology } from "../../topology.ts";
import { findRpcs, loadRpcs, shortName } from "./rpcs.ts";

const rpcs = await loadRpcs();
const found = (name: string) => findRpcs(rpcs, name).map(shortName);

describe("loadRpcs()", () => {
  it.each(serviceNames.filter((name) => topology[name].kind === "grpc"))("has the contract of %s", (name) => {
    expect(rpcs.filter(({ server }) => server === name)).not.toEqual([]);
  });
});

describe("findRpcs()", () => {
  it.each([
    "discount/GetDiscount",
    "DiscountService/GetDiscount",
    "hexmart.discount.v1.DiscountService/GetDiscount",
    "/hexmart.discount.v1.DiscountService/GetDiscount",
    "discount/getdiscount",
    "GetDiscount",
  ])("finds %s", (name) => {
    expect(found(name)).toEqual(["discount/GetDiscount"]);
  });

  it.each(["product", "ProductService", "hexmart.product.v1.ProductService"])("finds every rpc of %s", (name) => {
    expect(found(name)).toEqual(rpcs.filter(({ server }) => server === "product").map(shortName));
  });

  it.each(["discount/Nope", "nope/GetDiscount", "Nope", ""])("finds nothing for %j", (name) => {
    expect(found(name)).toEqual([]);
  });
});
