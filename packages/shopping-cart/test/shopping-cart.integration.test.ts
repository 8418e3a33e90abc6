import { ItemOutcome } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { RpcError } from "@hexmart/grpc";
import { describe, expect, it } from "@jest/globals";
import { A50, MI10T, P40 } from "./price-sources.ts";
import { chunksFor, openShop, type Storage, usd, want } from "./shop.ts";

describe.each<Storage>(["memory", "PostgreSQL"])("the shopping-cart service (%s)", (storage) => {
  it("starts with the cart of swn", async () => {
    await using shop = await openShop(storage);

    const { shoppingCart } = await shop.worker.getShoppingCart({ username: "swn" });

    expect(shoppingCart).toMatchObject({
      username: "swn",
      items: [
        { productId: MI10T, productName: "Mi10T", color: "Black", quantity: 2, total: usd(1398) },
        { productId: P40, productName: "P40", color: "Red", quantity: 3, total: usd(2697) },
      ],
      totals: [{ listTotal: usd(4095), discountTotal: usd(0), total: usd(4095) }],
    });
  });

  it("answers ALREADY_EXISTS for a second cart, and lets one of two racing creates win", async () => {
    await using shop = await openShop(storage);
    const alice = shop.clientOf("alice");

    const outcomes = await Promise.allSettled([1, 2].map(() => alice.createShoppingCart({ username: "alice" })));

    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    await expect(alice.createShoppingCart({ username: "alice" })).rejects.toMatchObject({
      code: "ALREADY_EXISTS",
      details: { resourceInfo: { resourceType: "hexmart.shopping_cart.v1.ShoppingCart", resourceName: "alice" } },
    });
  });

  it("keeps items with the cart, so that they are read, added to and removed", async () => {
    await using shop = await openShop(storage);
    const alice = shop.clientOf("alice");
    const { shoppingCart: created } = await alice.createShoppingCart({ username: "alice" });
    expect(created).toMatchObject({ username: "alice", items: [], totals: [] });

    await alice.addItems(chunksFor("alice", [want(P40, 2), want(A50, 1)], [want(P40.toUpperCase(), 5)]));
    const { shoppingCart } = await alice.getShoppingCart({ username: "alice" });
    expect(shoppingCart?.items.map(({ productName, quantity }) => [productName, quantity])).toEqual([
      ["P40", 7],
      ["A50", 1],
    ]);

    const removed = await alice.removeItem({ username: "alice", productId: P40, color: "Black" });
    expect(removed.shoppingCart).toMatchObject({ items: [{ productName: "A50" }], totals: [{ total: usd(399) }] });
    expect(await alice.getShoppingCart({ username: "alice" })).toEqual(
      expect.objectContaining({ shoppingCart: removed.shoppingCart }),
    );
  });

  it("prices items by the services, at one call to each a chunk, and none to discount without a code", async () => {
    await using shop = await openShop(storage);
    const alice = shop.clientOf("alice");
    await alice.createShoppingCart({ username: "alice" });

    const discounted = [MI10T, P40, A50].map((id) => want(id, 1, { discountCode: "CODE_300" }));
    const answer = await alice.addItems(chunksFor("alice", discounted, [want(P40, 1, { color: "Red" })]));

    expect(answer).toMatchObject({
      addedCount: 4n,
      duplicateCount: 0n,
      refusedCount: 0n,
      results: [],
      totals: [{ listTotal: usd(2896), discountTotal: usd(900), total: usd(1996) }],
    });
    const fields = ["id", "name", "price"];
    expect(shop.product.traffic.calls).toMatchObject([
      { asked: [MI10T, P40, A50], fields },
      { asked: [P40], fields },
    ]);
    expect(shop.discount.traffic.calls.map(({ asked }) => asked)).toEqual([["CODE_300"]]);
  });

  it("adds once when the same stream comes twice at the same time, and nothing when it comes again", async () => {
    await using shop = await openShop(storage);
    const alice = shop.clientOf("alice");
    await alice.createShoppingCart({ username: "alice" });
    const stream = () => chunksFor("alice", [first], [second]);
    const [first, second] = [want(P40, 2), want(A50, 3)];

    const answers = await Promise.all([alice.addItems(stream()), alice.addItems(stream())]);
    const again = await alice.addItems(stream());

    expect(answers.map(({ duplicateCount }) => duplicateCount).reduce((a, b) => a + b)).toBe(2n);
    expect(again).toMatchObject({ addedCount: 2n, duplicateCount: 2n, totals: [{ total: usd(2995) }] });
  });

  it("keeps the chunks before one that fails, so that the whole stream can be sent again", async () => {
    await using shop = await openShop(storage);
    const alice = shop.clientOf("alice");
    await alice.createShoppingCart({ username: "alice" });
    const [first, second] = [want(P40, 2), want(MI10T, 1)];
    shop.product.traffic.before = async () => {
      if (shop.product.traffic.calls.length > 1) throw new RpcError("UNAVAILABLE", "The product service is away");
    };

    await expect(alice.addItems(chunksFor("alice", [first], [second]))).rejects.toMatchObject({ code: "UNAVAILABLE" });

    const { shoppingCart } = await alice.getShoppingCart({ username: "alice" });
    expect(shoppingCart?.items.map(({ productName }) => productName)).toEqual(["P40"]);
    shop.product.traffic.before = async () => {};
    expect(await alice.addItems(chunksFor("alice", [first], [second]))).toMatchObject({
      addedCount: 2n,
      duplicateCount: 1n,
    });
  });

  it("counts each item of a stream, and names those that it refuses, which cost the others nothing", async () => {
    await using shop = await openShop(storage);
    const unknown = want("01900000-0000-7000-8000-00000000dead", 1);
    const wrongCode = want(A50, 1, { discountCode: "NOPE" });

    const answer = await shop.worker.addItems(
      chunksFor("swn", [unknown, want(MI10T, 1), want(A50, 1)], [wrongCode, wrongCode, unknown, want(P40, 1)]),
    );

    expect(answer).toMatchObject({
      addedCount: 2n,
      mergedCount: 1n,
      refusedCount: 4n,
      refusalCounts: [
        { outcome: ItemOutcome.PRODUCT_NOT_FOUND, count: 2n },
        { outcome: ItemOutcome.DISCOUNT_NOT_FOUND, count: 2n },
      ],
      resultsTruncated: false,
      totals: [{ total: usd(6092) }],
    });
    expect(answer.results.map(({ requestId }) => requestId)).toEqual(
      [unknown, wrongCode, wrongCode, unknown].map(({ requestId }) => requestId),
    );
  });

  it("names the first thousand of the items that it refuses, and counts the rest", async () => {
    await using shop = await openShop(storage);
    const chunk = Array.from({ length: 501 }, () => want(A50, 1, { discountCode: "NOPE" }));

    const answer = await shop.worker.addItems(chunksFor("swn", chunk, chunk));

    expect(answer).toMatchObject({ refusedCount: 1002n, resultsTruncated: true });
    expect(answer.results).toHaveLength(1_000);
  });
});

describe("a change of a cart", () => {
  it("is told in the log when a person made it, without what is in the cart", async () => {
    await using shop = await openShop();
    const alice = shop.clientOf("alice");
    const key = { username: "alice", productId: P40, color: "Black" };
    await alice.createShoppingCart({ username: "alice" });

    await alice.addItems(chunksFor("alice", [want(P40, 1)]));
    await alice.updateQuantity({ ...key, quantity: 2 });
    await alice.removeItem(key);
    await alice.batchRemoveItems({ username: "alice", items: [{ productId: P40, color: "Black" }] });
    await alice.clearShoppingCart({ username: "alice" });

    const told = shop.logger.lines.filter(({ event }) => event === "cart.changed");
    expect(told.map(({ change }) => change)).toEqual(["added", "updated", "removed", "removed", "cleared"]);
    expect(told[0]).toEqual({
      level: "info",
      msg: "a user changed a cart",
      event: "cart.changed",
      username: "alice",
      change: "added",
      by: "alice",
    });
  });

  it("is not when a program made it, or it failed", async () => {
    await using shop = await openShop();
    await shop.worker.createShoppingCart({ username: "alice" });

    await shop.worker.addItems(chunksFor("alice", [want(P40, 1)]));
    await expect(
      shop.clientOf("bob").updateQuantity({ username: "bob", productId: P40, color: "Black", quantity: 2 }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });

    expect(shop.logger.lines.filter(({ event }) => event === "cart.changed")).toEqual([]);
  });
});
