import { describe, expect, it } from "@jest/globals";
import { A50, MI10T, P40 } from "./price-sources.ts";
import { chunksFor, openShop, type Storage, usd, want } from "./shop.ts";

const colors = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `colour ${from + at}`);

describe.each<Storage>(["memory", "PostgreSQL"])("a cart of 2,002 items (%s)", (storage) => {
  /** The cart of swn with two thousand items behind the first two. */
  async function openLargeCart() {
    const shop = await openShop(storage);
    const chunk = (from: number, to: number) => colors(from, to).map((color) => want(A50, 1, { color }));
    await shop.worker.addItems(chunksFor("swn", chunk(0, 1_000), chunk(1_000, 2_000)));
    return shop;
  }

  it("is shown by its first thousand, counted and summed up in full, and listed to its end", async () => {
    await using shop = await openLargeCart();

    const { shoppingCart } = await shop.worker.getShoppingCart({ username: "swn" });
    expect(shoppingCart).toMatchObject({ itemCount: 2_002n, totals: [{ total: usd(4_095 + 2_000 * 399) }] });
    expect(shoppingCart?.items.map(({ color }) => color)).toEqual(["Black", "Red", ...colors(0, 998)]);

    const listed: string[] = [];
    const sizes: number[] = [];
    let pageToken = "";
    do {
      const page = await shop.worker.listShoppingCartItems({ username: "swn", pageSize: 5_000, pageToken });
      listed.push(...page.items.map(({ color }) => color));
      sizes.push(page.items.length);
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
    expect(sizes).toEqual([1_000, 1_000, 2]);
    expect(listed).toEqual(["Black", "Red", ...colors(0, 2_000)]);
  });

  it("is changed, trimmed and cleared as a small one is", async () => {
    await using shop = await openLargeCart();
    const username = "swn";

    const updated = await shop.worker.updateQuantity({ username, productId: A50, color: "colour 1999", quantity: 3 });
    const items = [...colors(0, 999).map((color) => ({ productId: A50, color })), { productId: MI10T, color: "Black" }];
    const trimmed = await shop.worker.batchRemoveItems({ username, items });
    const removed = await shop.worker.removeItem({ username, productId: P40, color: "Red" });

    expect(updated.shoppingCart).toMatchObject({ itemCount: 2_002n, totals: [{ total: usd(4_095 + 2_002 * 399) }] });
    expect(trimmed.shoppingCart).toMatchObject({ itemCount: 1_002n, totals: [{ total: usd(2_697 + 1_003 * 399) }] });
    expect(removed.shoppingCart).toMatchObject({ itemCount: 1_001n });
    expect(await shop.worker.removeItem({ username, productId: P40, color: "Red" })).toEqual(removed);
    expect(await shop.worker.clearShoppingCart({ username })).toMatchObject({
      shoppingCart: { username, items: [], itemCount: 0n, totals: [] },
    });
  });
});
