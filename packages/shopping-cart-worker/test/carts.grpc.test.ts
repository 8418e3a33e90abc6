import { once } from "node:events";
import { expect, it } from "@jest/globals";
import { connectCarts } from "#adapters/grpc/carts.ts";
import { DependencyError } from "#domain/errors.ts";
import { describeCarts } from "./carts.contract.ts";
import { openShop } from "./shop.ts";

const scopes = ["cart.read", "cart.write", "cart.any_owner"];

async function openCarts() {
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
}

describeCarts("gRPC", openCarts);

it("ends the call that the items come from when the cart takes no more of them", async () => {
  await using opened = await openCarts();
  const ended = Promise.withResolvers<void>();
  async function* endless() {
    try {
      for (;;) yield [];
    } finally {
      ended.resolve();
    }
  }
  const call = { runId: crypto.randomUUID(), signal: new AbortController().signal };

  await expect(opened.carts.add("nobody", endless(), call)).rejects.toThrow(DependencyError);

  const late = once(AbortSignal.timeout(5_000), "abort").then(() => Promise.reject(new Error("it goes on")));
  await Promise.race([ended.promise, late]);
});
