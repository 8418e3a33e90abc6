import { connectCarts } from "#adapters/grpc/carts.ts";
import { describeCarts } from "./carts.contract.ts";
import { openShop } from "./shop.ts";

const scopes = ["cart.read", "cart.write", "cart.any_owner"];

describeCarts("gRPC", async () => {
  const shop = await openShop();
  const get = () => shop.identity.mint({ clientId: "worker", audience: "urn:hexmart:shopping-cart", scopes });
  const carts = connectCarts({
    address: shop.shoppingCart.address,
    tokens: { get, invalidate() {} },
    deadlineMs: 10_000,
  });
  return {
    carts,
    async [Symbol.asyncDispose]() {
      carts[Symbol.dispose]();
      await shop[Symbol.asyncDispose]();
    },
  };
});
