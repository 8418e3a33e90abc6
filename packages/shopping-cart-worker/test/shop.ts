import { money } from "@hexmart/money";
import { createTestIdentity } from "@hexmart/testing";
import { createMemoryCarts } from "#adapters/memory/carts.ts";
import { createMemoryProducts } from "#adapters/memory/products.ts";
import { type Incoming, productService, shoppingCartService, startServer, type Watch } from "./services.ts";

/** A product's id; a higher number is a newer product. */
export const productId = (number: number) => `01900000-0000-7000-8000-${`${number}`.padStart(12, "0")}`;

/** A product and a shopping-cart server over sockets, with real tokens of an identity server in memory. */
export async function openShop(ids: readonly string[] = []) {
  await using opened = new AsyncDisposableStack();
  const identity = createTestIdentity();
  const carts = createMemoryCarts({ price: money("USD", "9.90") });
  const calls: Incoming[] = [];
  const trouble: { watch: Watch } = { watch: async () => {} };
  const watch: Watch = async (moment, call) => {
    if (moment === "begin") calls.push(call);
    await trouble.watch(moment, call);
  };
  const product = opened.use(
    await startServer(productService(createMemoryProducts(ids), watch), identity.verifier("urn:hexmart:product")),
  );
  const shoppingCart = opened.use(
    await startServer(shoppingCartService(carts, watch), identity.verifier("urn:hexmart:shopping-cart")),
  );
  const servers = opened.move();
  return {
    identity,
    carts,
    product,
    shoppingCart,
    calls,
    trouble,
    itemsOf: async (username: string) =>
      (await carts.find(username, { runId: "test", signal: new AbortController().signal }))?.first,
    [Symbol.asyncDispose]: () => servers[Symbol.asyncDispose](),
  };
}
