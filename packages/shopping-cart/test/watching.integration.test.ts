import { describe, expect, it } from "@jest/globals";
import { A50, P40 } from "./price-sources.ts";
import { chunksFor, openShop, type Storage, usd, want } from "./shop.ts";

type Shop = Awaited<ReturnType<typeof openShop>>;

const username = "swn";
const quantityIs = (quantity: number) => ({ username, productId: P40, color: "Red", quantity });

/** Somebody who watches the cart of swn, and has seen it once. */
async function watch(shop: Shop) {
  const messages = shop.worker.watchShoppingCart({ username })[Symbol.asyncIterator]();
  const first = await messages.next();
  return {
    messages,
    first: first.value?.shoppingCart,
    /** Reads until the cart is as the caller wants it, since a state may be shown twice. */
    async until(quantity: number) {
      for (;;) {
        const { value } = await messages.next();
        const item = value?.shoppingCart?.items.find(({ productId }: { productId: string }) => productId === P40);
        if (item?.quantity === quantity) return value?.shoppingCart;
      }
    },
  };
}

describe.each<Storage>(["memory", "PostgreSQL"])("WatchShoppingCart (%s)", (storage) => {
  it("shows the cart at once and as it changes, whatever changes it", async () => {
    await using shop = await openShop(storage);
    const { messages, first } = await watch(shop);
    expect(first).toMatchObject({ itemCount: 2n, totals: [{ total: usd(4_095) }] });
    const next = async () => (await messages.next()).value?.shoppingCart;

    await shop.worker.addItems(chunksFor(username, [want(A50, 1)]));
    expect(await next()).toMatchObject({ itemCount: 3n, totals: [{ total: usd(4_494) }] });
    await shop.worker.updateQuantity(quantityIs(1));
    expect(await next()).toMatchObject({ totals: [{ total: usd(2_696) }] });
    await shop.worker.removeItem({ username, productId: P40, color: "Red" });
    expect(await next()).toMatchObject({ itemCount: 2n });
    await shop.worker.clearShoppingCart({ username });
    expect(await next()).toMatchObject({ username, items: [], itemCount: 0n });
  });

  it("ends with UNAVAILABLE when the server stops, at once, and says when to watch again", async () => {
    await using shop = await openShop(storage);
    const { messages } = await watch(shop);
    const next = messages.next();

    await Promise.all([
      shop.drain(),
      expect(next).rejects.toMatchObject({
        code: "UNAVAILABLE",
        message: expect.stringContaining("watch again"),
        details: { retryInfo: { retryDelay: { seconds: 1n } } },
      }),
    ]);
  });

  it("ends when its caller leaves, and with the deadline of its caller", async () => {
    await using shop = await openShop(storage);
    const { messages } = await watch(shop);
    await messages.return?.();

    const short = shop.worker.watchShoppingCart({ username }, { timeoutMs: 500 });
    await expect(Array.fromAsync(short)).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  });
});

describe("WatchShoppingCart", () => {
  it("shows what another replica changes", async () => {
    await using shop = await openShop("PostgreSQL");
    await using replica = await shop.startReplica();
    const { until } = await watch(shop);

    await replica.worker.updateQuantity(quantityIs(17));

    expect(await until(17)).toMatchObject({ itemCount: 2n });
  });

  it("shows a slow reader the latest state of a large cart, and holds nothing else for it", async () => {
    await using shop = await openShop("PostgreSQL");
    const large = Array.from({ length: 1_000 }, (_, at) => want(A50, 1, { color: `${at} ${"🟥".repeat(60)}` }));
    await shop.worker.addItems(chunksFor(username, large));
    const { messages, until } = await watch(shop);

    // Each state is some 400 KB, so that a few of them fill what the transports buffer while nobody reads.
    for (let quantity = 4; quantity <= 60; quantity++) await shop.worker.updateQuantity(quantityIs(quantity));

    let read = 0;
    const counted = { next: messages.next.bind(messages) };
    messages.next = () => {
      read++;
      return counted.next();
    };
    await until(60);
    expect(read).toBeLessThan(57);
  });

  it("says that there is no cart to watch", async () => {
    await using shop = await openShop();

    await expect(Array.fromAsync(shop.worker.watchShoppingCart({ username: "nobody" }))).rejects.toMatchObject({
      code: "NOT_FOUND",
      details: { resourceInfo: { resourceName: "nobody" } },
    });
  });
});
