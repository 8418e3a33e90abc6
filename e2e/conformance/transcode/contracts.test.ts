import type { DescService } from "@bufbuild/protobuf";
import { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { ProductService } from "@hexmart/contracts/product/v1/product";
import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { compileRoutes, matchRoute } from "@hexmart/transcode";
import { describe, expect, it } from "@jest/globals";

const services: readonly DescService[] = [DiscountService, ProductService, ShoppingCartService];
const routes = compileRoutes(services);

describe("the contracts over HTTP", () => {
  it("have a route to each method, and none that another hides", () => {
    const routed = new Set(routes.map(({ method }) => method));

    expect(services.flatMap(({ methods }) => methods).filter((method) => !routed.has(method))).toEqual([]);
  });

  it.each([
    ["GET", "/v1/products/01900000-0000-7000-8000-000000000001", "GetProduct"],
    ["GET", "/v1/products:batchGet", "BatchGetProducts"],
    ["POST", "/v1/products:batchGet", "BatchGetProducts"],
    ["POST", "/v1/products", "CreateProduct"],
    ["POST", "/v1/products:bulkInsert", "BulkInsertProducts"],
    ["GET", "/v1/products:stream", "StreamProducts"],
    ["PATCH", "/v1/discounts/CODE_100", "UpdateDiscount"],
    ["GET", "/v1/carts/alice", "GetShoppingCart"],
    ["GET", "/v1/carts/alice:watch", "WatchShoppingCart"],
    ["GET", "/v1/carts/alice%3Awatch", "GetShoppingCart"],
    ["POST", "/v1/carts/alice/items", "AddItems"],
    ["POST", "/v1/carts/alice/items:batchRemove", "BatchRemoveItems"],
    ["POST", "/v1/carts/alice:clear", "ClearShoppingCart"],
  ])("%s %s is %s", (httpMethod, path, name) => {
    const match = matchRoute(routes, httpMethod, path);

    expect("route" in match && match.route.method.name).toBe(name);
  });
});
