import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { describe, expect, it } from "@jest/globals";
import { P40 } from "./price-sources.ts";
import { chunksFor, openShop, want } from "./shop.ts";

type CartClient = Awaited<ReturnType<typeof openShop>>["worker"];

/** Each method, called for the cart of the user. */
const methods = [
  {
    method: "CreateShoppingCart",
    call: (client: CartClient, username: string) => client.createShoppingCart({ username }),
  },
  { method: "GetShoppingCart", call: (client: CartClient, username: string) => client.getShoppingCart({ username }) },
  {
    method: "AddItems",
    call: (client: CartClient, username: string) => client.addItems(chunksFor(username, [want(P40, 1)])),
  },
  {
    method: "WatchShoppingCart",
    call: async (client: CartClient, username: string) => {
      for await (const _ of client.watchShoppingCart({ username })) return;
    },
  },
  {
    method: "ListShoppingCartItems",
    call: (client: CartClient, username: string) => client.listShoppingCartItems({ username }),
  },
  {
    method: "UpdateQuantity",
    call: (client: CartClient, username: string) =>
      client.updateQuantity({ username, productId: P40, color: "Red", quantity: 4 }),
  },
  {
    method: "BatchRemoveItems",
    call: (client: CartClient, username: string) =>
      client.batchRemoveItems({ username, items: [{ productId: P40, color: "Red" }] }),
  },
  {
    method: "ClearShoppingCart",
    call: (client: CartClient, username: string) => client.clearShoppingCart({ username }),
  },
  {
    method: "RemoveItem",
    call: (client: CartClient, username: string) => client.removeItem({ username, productId: P40, color: "Red" }),
  },
];

describe.each(methods)("$method", ({ call }) => {
  it("refuses a caller without a token", async () => {
    await using shop = await openShop();

    await expect(call(shop.anonymous, "swn")).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("refuses a token that was issued for another service", async () => {
    await using shop = await openShop();
    const client = shop.clientOf("swn", { audience: "urn:hexmart:product" });

    await expect(call(client, "swn")).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("refuses a token without the scope", async () => {
    await using shop = await openShop();
    const client = shop.clientOf("swn", { scopes: ["product.read", "cart.any_owner"] });

    await expect(call(client, "swn")).rejects.toMatchObject({
      code: "PERMISSION_DENIED",
      details: { errorInfo: { reason: "SCOPE_MISSING" } },
    });
  });

  it("refuses the token of another user", async () => {
    await using shop = await openShop();

    await expect(call(shop.clientOf("alice"), "swn")).rejects.toMatchObject({
      code: "PERMISSION_DENIED",
      details: { errorInfo: { reason: "NOT_OWNER" } },
    });
  });

  it("lets a user's token reach that user's cart", async () => {
    await using shop = await openShop();
    const username = call === methods[0]?.call ? "alice" : "swn";

    await call(shop.clientOf(username), username);
  });

  it("lets a worker that may act for any owner reach every cart", async () => {
    await using shop = await openShop();
    const username = call === methods[0]?.call ? "alice" : "swn";

    await call(shop.worker, username);
  });
});

it("is asked of every method", () => {
  expect(methods.map(({ method }) => method).toSorted()).toEqual(
    ShoppingCartService.methods.map(({ name }) => name).toSorted(),
  );
});

describe("AddItems", () => {
  it("refuses the second message of a stream when it is for another user's cart", async () => {
    await using shop = await openShop();
    const alice = shop.clientOf("alice");
    await alice.createShoppingCart({ username: "alice" });
    async function* stream() {
      yield { username: "alice", items: [want(P40, 1)] };
      yield { username: "swn", items: [want(P40, 1)] };
    }

    await expect(alice.addItems(stream())).rejects.toMatchObject({ code: "PERMISSION_DENIED" });

    const { shoppingCart } = await shop.worker.getShoppingCart({ username: "swn" });
    expect(shoppingCart?.items.map(({ quantity }) => quantity)).toEqual([2, 3]);
  });
});
