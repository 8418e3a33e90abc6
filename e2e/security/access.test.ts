import { ProductService } from "@hexmart/contracts/product/v1/product";
import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { type Client, connect } from "@hexmart/grpc";
import { audiences } from "@hexmart/stack";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type System, startSystem } from "../system.ts";

const mi10t = "01900000-0000-7000-8000-000000000001";

async function* onlyMessage<Message>(message: Message) {
  yield message;
}

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

  it("is refused to a token that may only read what it wants to change", async () => {
    using products = system.connectAs(ProductService, "product", ["product.read"]);
    const refused = { code: "PERMISSION_DENIED", details: { errorInfo: { reason: "SCOPE_MISSING" } } };

    await expect(products.updateProduct({ product: { id: mi10t, name: "Mine" } })).rejects.toMatchObject(refused);
    await expect(products.deleteProduct({ id: mi10t })).rejects.toMatchObject(refused);
    expect(await products.listProducts({ orderBy: "name", pageSize: 1 })).toMatchObject({
      products: [{ name: "A50" }],
    });
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

  const item = { productId: mi10t, color: "Black" };
  it.each<[string, (carts: Client<typeof ShoppingCartService>, username: string) => Promise<unknown>]>([
    ["be created", (carts, username) => carts.createShoppingCart({ username })],
    ["be read", (carts, username) => carts.getShoppingCart({ username })],
    ["be watched", (carts, username) => Array.fromAsync(carts.watchShoppingCart({ username }))],
    ["be listed", (carts, username) => carts.listShoppingCartItems({ username })],
    ["be added to", (carts, username) => carts.addItems(onlyMessage({ username, items: [] }))],
    ["have its quantities changed", (carts, username) => carts.updateQuantity({ username, ...item, quantity: 1 })],
    ["lose an item", (carts, username) => carts.removeItem({ username, ...item })],
    ["lose items", (carts, username) => carts.batchRemoveItems({ username, items: [item] })],
    ["be cleared", (carts, username) => carts.clearShoppingCart({ username })],
  ])("to another's cart is refused to whoever lacks the scope for any owner: it cannot %s", async (_what, call) => {
    using carts = system.connectAs(ShoppingCartService, "shopping-cart", ["cart.read", "cart.write"]);

    await expect(call(carts, "swn")).rejects.toMatchObject({
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
