import { connectProducts } from "#adapters/grpc/products.ts";
import { describeProducts } from "./products.contract.ts";
import { openShop } from "./shop.ts";

describeProducts("gRPC", async (ids) => {
  const shop = await openShop(ids);
  const get = () =>
    shop.identity.mint({ clientId: "worker", audience: "urn:hexmart:product", scopes: ["product.read"] });
  const products = connectProducts({
    address: shop.product.address,
    tokens: { get, invalidate() {} },
    deadlineMs: 10_000,
  });
  return {
    products,
    async [Symbol.asyncDispose]() {
      products[Symbol.dispose]();
      await shop[Symbol.asyncDispose]();
    },
  };
});
