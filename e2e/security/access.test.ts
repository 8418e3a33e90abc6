import { ProductService } from "@hexmart/contracts/product/v1/product";
import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { connect } from "@hexmart/grpc";
import { audiences } from "@hexmart/stack";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type System, startSystem } from "../system.ts";

const mi10t = "01900000-0000-7000-8000-000000000001";

describe("access", () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem();
  }, 180_000);
  afterAll(async () => {
    await system?.[Symbol.asyncDispose]();
  });

  const address = (server: "product" | "shopping-cart") => system.services.get(server)?.address ?? "";

  it("is refused to a call without a token", async () => {
    using products = connect(ProductService, { address: address("product") });

    await expect(products.getProduct({ id: mi10t })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("is refused to a token without the scope, and the answer names the scope", async () => {
    using carts = system.connectAs(ShoppingCartService, "shopping-cart", ["cart.read"]);

    await expect(carts.createShoppingCart({ username: "alice" })).rejects.toMatchObject({
      code: "PERMISSION_DENIED",
      details: { errorInfo: { reason: "SCOPE_MISSING" } },
    });
  });

  it("is refused to a token for another server", async () => {
    using products = connect(ProductService, {
      address: address("product"),
      accessToken: () => system.accessToken("e2e", audiences.discount),
      plaintextTokens: "allow",
    });

    await expect(products.getProduct({ id: mi10t })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("to another's cart is refused to whoever lacks the scope for any owner", async () => {
    using carts = system.connectAs(ShoppingCartService, "shopping-cart", ["cart.read", "cart.write"]);

    await expect(carts.getShoppingCart({ username: "swn" })).rejects.toMatchObject({
      code: "PERMISSION_DENIED",
      details: { errorInfo: { reason: "NOT_OWNER" } },
    });
  });

  it("is refused to an upload without a token before anything of it is read", async () => {
    using carts = connect(ShoppingCartService, { address: address("shopping-cart") });
    const neverEnds = (async function* () {
      yield { username: "swn", items: [] };
      await new Promise(() => {});
    })();

    await expect(carts.addItems(neverEnds)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});
