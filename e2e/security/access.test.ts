import { ProductService } from "@hexmart/contracts/product/v1/product";
import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { type Client, connect } from "@hexmart/grpc";
import { audiences } from "@hexmart/stack";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { registrationsFor, tokenOf } from "../people.ts";
import { type System, startSystem } from "../system.ts";

const mi10t = "01900000-0000-7000-8000-000000000001";

async function* onlyMessage<Message>(message: Message) {
  yield message;
}

const ownCart = { resource: audiences["shopping-cart"], scopes: ["cart.read", "cart.write"] };
const item = { productId: mi10t, color: "Black" };

/** All that can be done to a cart. */
const calls: readonly [string, (carts: Client<typeof ShoppingCartService>, username: string) => Promise<unknown>][] = [
  ["be created", (carts, username) => carts.createShoppingCart({ username })],
  ["be read", (carts, username) => carts.getShoppingCart({ username })],
  ["be watched", (carts, username) => Array.fromAsync(carts.watchShoppingCart({ username }))],
  ["be listed", (carts, username) => carts.listShoppingCartItems({ username })],
  ["be added to", (carts, username) => carts.addItems(onlyMessage({ username, items: [] }))],
  ["have its quantities changed", (carts, username) => carts.updateQuantity({ username, ...item, quantity: 1 })],
  ["lose an item", (carts, username) => carts.removeItem({ username, ...item })],
  ["lose items", (carts, username) => carts.batchRemoveItems({ username, items: [item] })],
  ["be cleared", (carts, username) => carts.clearShoppingCart({ username })],
];

/** The same in HTTP. */
const requests: readonly [method: string, path: string, body: object | undefined][] = [
  ["POST", "/v1/carts", { username: "USER" }],
  ["GET", "/v1/carts/USER", undefined],
  ["GET", "/v1/carts/USER:watch", undefined],
  ["GET", "/v1/carts/USER/items", undefined],
  ["POST", "/v1/carts/USER/items", { items: [] }],
  ["PATCH", `/v1/carts/USER/items/${mi10t}`, { color: "Black", quantity: 1 }],
  ["DELETE", `/v1/carts/USER/items/${mi10t}?color=Black`, undefined],
  ["POST", "/v1/carts/USER/items:batchRemove", { items: [item] }],
  ["POST", "/v1/carts/USER:clear", {}],
];

describe("access", () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem({
      services: ["identity", "discount", "product", "shopping-cart", "api-gateway"],
      registrations: registrationsFor(ownCart),
    });
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

  it.each(calls)(
    "to another's cart is refused to whoever lacks the scope for any owner: it cannot %s",
    async (_what, call) => {
      using carts = system.connectAs(ShoppingCartService, "shopping-cart", ["cart.read", "cart.write"]);

      await expect(call(carts, "swn")).rejects.toMatchObject({
        code: "PERMISSION_DENIED",
        details: { errorInfo: { reason: "NOT_OWNER" } },
      });
    },
  );

  it("is refused to an upload without a token before anything of it is read", async () => {
    using carts = connect(ShoppingCartService, { address: address("shopping-cart") });
    const neverEnds = (async function* () {
      yield { username: "swn", items: [] };
      await new Promise(() => {});
    })();

    await expect(carts.addItems(neverEnds)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  describe("of alice, who has logged in", () => {
    let token: string;
    beforeAll(async () => {
      token = await tokenOf(system, { username: "alice", password: "a1" }, ownCart);
    }, 60_000);

    const connectAsAlice = () =>
      connect(ShoppingCartService, {
        address: address("shopping-cart"),
        accessToken: async () => token,
        plaintextTokens: "allow",
      });

    const ask = async (method: string, path: string, body?: object) => {
      const response = await fetch(`http://${system.services.get("api-gateway")?.address}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: response.status, json: await response.json() };
    };

    it("is granted to her own cart, by gRPC and through the gateway", async () => {
      using carts = connectAsAlice();

      expect(await ask("POST", "/v1/carts", { username: "alice" })).toMatchObject({ status: 200 });
      expect(await ask("GET", "/v1/carts/alice")).toMatchObject({ status: 200, json: { username: "alice" } });
      expect(await carts.getShoppingCart({ username: "alice" })).toMatchObject({ shoppingCart: { username: "alice" } });
    });

    it.each(calls)("is refused to any other by gRPC: it cannot %s", async (_what, call) => {
      using carts = connectAsAlice();

      for (const username of ["swn", "bob", "Alice"]) {
        await expect(call(carts, username)).rejects.toMatchObject({
          code: "PERMISSION_DENIED",
          details: { errorInfo: { reason: "NOT_OWNER" } },
        });
      }
    });

    it.each(requests)("is refused to any other through the gateway: %s %s", async (method, path, body) => {
      for (const username of ["swn", "bob", "Alice"]) {
        const as = (text: string) => text.replaceAll("USER", username);
        const answer = await ask(method, as(path), body && JSON.parse(as(JSON.stringify(body))));

        expect(answer).toMatchObject({ status: 403, json: { code: 7, details: [{ reason: "NOT_OWNER" }] } });
      }
    });

    it("is refused where the path names her and the rest of the request another", async () => {
      const body = { username: "swn", items: [] };

      expect(await ask("POST", "/v1/carts/alice/items", body)).toMatchObject({ status: 400 });
      expect(await ask("GET", "/v1/carts/alice?username=swn")).toMatchObject({ status: 400 });
      expect(await ask("GET", "/v1/carts/alice%2F..%2Fswn")).toMatchObject({ status: 400 });
    });
  });
});
