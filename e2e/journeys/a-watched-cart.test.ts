import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { runOneCycle, type System, startSystem } from "../system.ts";

/** Whose cart is there from the start. */
const username = "swn";

let system: System;

beforeAll(async () => {
  system = await startSystem({ environment: { "shopping-cart-worker": { CART_USERNAME: username } } });
  await runOneCycle(system, "product-worker");
}, 180_000);
afterAll(async () => {
  await system?.[Symbol.asyncDispose]();
});

/** As a customer with the cart on the screen, I see what others put in and take out, without asking again. */
it("shows a cart as a worker fills it and as its owner empties it", async () => {
  using carts = system.connectAs(ShoppingCartService, "shopping-cart", ["cart.read", "cart.write", "cart.any_owner"]);
  const shown = carts.watchShoppingCart({ username })[Symbol.asyncIterator]();
  const next = async () => (await shown.next()).value?.shoppingCart;
  const until = async (itemCount: bigint) => {
    let cart = await next();
    while (cart?.itemCount !== itemCount) cart = await next();
    return cart;
  };

  expect(await next()).toMatchObject({ username, itemCount: 2n, totals: [{ total: { units: 4_095n } }] });

  await runOneCycle(system, "shopping-cart-worker");
  const added = Number(system.events.find(({ event }) => event === "cart.filled")?.added);
  const filled = await until(BigInt(added + 2));
  expect(added).toBeGreaterThan(0);
  expect(filled).toEqual((await carts.getShoppingCart({ username })).shoppingCart);

  await carts.clearShoppingCart({ username });
  expect(await until(0n)).toMatchObject({ items: [], totals: [] });

  await shown.return?.();
}, 60_000);
