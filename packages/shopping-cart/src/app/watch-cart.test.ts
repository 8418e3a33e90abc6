import { describe, expect, it } from "@jest/globals";
import { createMemoryCartRepository } from "#adapters/memory/cart-repository.ts";
import { UnavailableError } from "#domain/errors.ts";
import type { OnChange } from "#ports/cart-changes.ts";
import { additions } from "../../test/additions.ts";
import { createMemoryCatalog, createMemoryDiscounts, P40 } from "../../test/price-sources.ts";
import { createUseCases } from "./index.ts";

const key = { productId: P40, color: "Red" };

/** A shop with the cart of swn, which somebody watches; `subscribers` counts who listens. */
async function watchedShop() {
  const carts = createMemoryCartRepository();
  const subscribers = new Set<OnChange>();
  const stopping = new AbortController();
  const stop = new AbortController();
  const shop = createUseCases({
    carts,
    changes: {
      subscribe(onChange) {
        const unsubscribe = carts.subscribe(onChange);
        subscribers.add(onChange);
        return () => {
          unsubscribe();
          subscribers.delete(onChange);
        };
      },
    },
    catalog: createMemoryCatalog(),
    discounts: createMemoryDiscounts(),
    now: () => new Date(0),
    stopping: stopping.signal,
  });
  await shop.seedCart();
  const watch = shop.watchCart("swn", stop.signal);
  const seen = async () => (await watch.next()).value?.items.find(({ productId }) => productId === P40)?.quantity;
  const change = (quantity: number) => shop.updateQuantity({ username: "swn", key, quantity });
  return { shop, watch, seen, change, stop, stopping, subscribers };
}

describe("watchCart()", () => {
  it("shows the cart at once, and again when it has changed", async () => {
    const { seen, change } = await watchedShop();

    expect(await seen()).toBe(3);
    const next = seen();
    await change(2);
    expect(await next).toBe(2);
  });

  it("shows a slow reader the latest state, and keeps nothing of those between", async () => {
    const { seen, change } = await watchedShop();
    await seen();
    for (const quantity of [4, 5, 6, 7]) await change(quantity);

    expect(await seen()).toBe(7);
    const next = seen();
    await change(8);
    expect(await next).toBe(8);
  });

  it("is not woken by another cart", async () => {
    const { shop, seen, change } = await watchedShop();
    await shop.createCart("alice");
    await seen();
    const next = seen();
    await Array.fromAsync(
      shop.addItems(additions("alice", [{ ...key, requestId: "1", quantity: 1, discountCode: undefined }])),
    );
    await change(1);

    expect(await next).toBe(1);
  });

  it("looks again when a change may not have been heard of", async () => {
    const { seen, subscribers } = await watchedShop();
    await seen();
    const next = seen();
    for (const onChange of subscribers) onChange(undefined);

    expect(await next).toBe(3);
  });

  it("ends with the signal of its caller, and listens no more", async () => {
    const { watch, seen, stop, subscribers } = await watchedShop();
    await seen();
    const next = watch.next();
    const reason = new Error("the caller has gone");
    stop.abort(reason);

    await expect(next).rejects.toBe(reason);
    expect(subscribers.size).toBe(0);
  });

  it("ends when the process is about to, and says what to do", async () => {
    const { shop, watch, seen, stopping } = await watchedShop();
    await seen();
    const next = watch.next();
    stopping.abort(new UnavailableError("watch again"));

    await expect(next).rejects.toThrow("watch again");
    await expect(shop.watchCart("swn", new AbortController().signal).next()).rejects.toThrow("watch again");
  });

  it("says that the user has no cart, and listens no more", async () => {
    const { shop, subscribers } = await watchedShop();

    await expect(shop.watchCart("nobody", new AbortController().signal).next()).rejects.toMatchObject({
      code: "CART_NOT_FOUND",
    });
    expect(subscribers.size).toBe(0);
  });
});
