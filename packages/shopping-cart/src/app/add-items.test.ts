import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { createMemoryCartRepository } from "#adapters/memory/cart-repository.ts";
import type { NewItem } from "#domain/additions.ts";
import { UnavailableError } from "#domain/errors.ts";
import type { Discounts } from "#ports/prices.ts";
import { A50, amountOff, createMemoryCatalog, createMemoryDiscounts, MI10T, P40 } from "../../test/price-sources.ts";
import { createUseCases } from "./index.ts";

const NOW = new Date("2030-01-01T00:00:00Z");

const want = (requestId: string, productId: string, quantity: number, discountCode?: string): NewItem => {
  return { requestId, productId, color: "Black", quantity, discountCode };
};

async function shopWithCart(interpose: (discounts: Discounts) => Discounts = (discounts) => discounts) {
  const catalog = createMemoryCatalog();
  const discounts = createMemoryDiscounts();
  const carts = createMemoryCartRepository();
  const shop = createUseCases({
    carts,
    changes: carts,
    stopping: new AbortController().signal,
    catalog,
    discounts: interpose(discounts),
    now: () => NOW,
  });
  await shop.createCart("alice");
  return { shop, catalog, discounts };
}

describe("addItems()", () => {
  it("prices the items by the catalogue and the discounts", async () => {
    const { shop } = await shopWithCart();

    const outcomes = await shop.addItems("alice", [want("1", MI10T, 2, "CODE_100"), want("2", P40, 1)]);

    expect(outcomes).toEqual([
      { kind: "added", requestId: "1", replayed: false },
      { kind: "added", requestId: "2", replayed: false },
    ]);
    expect(await shop.getTotals("alice")).toEqual([
      { listTotal: money("USD", "2297"), discountTotal: money("USD", "200"), total: money("USD", "2097") },
    ]);
  });

  it("asks each service once, however many items and codes there are", async () => {
    const { shop, catalog, discounts } = await shopWithCart();

    await shop.addItems("alice", [
      want("1", MI10T, 1, "CODE_100"),
      want("2", P40, 1, "CODE_200"),
      want("3", A50, 1, "CODE_100"),
    ]);

    expect(catalog.asked).toEqual([[MI10T, P40, A50]]);
    expect(discounts.asked).toEqual([["CODE_100", "CODE_200"]]);
  });

  it("does not ask the discount service when there is no code", async () => {
    const { shop, discounts } = await shopWithCart();

    await shop.addItems("alice", [want("1", MI10T, 1)]);

    expect(discounts.asked).toEqual([]);
  });

  it("asks for the code of a line that is added to in the same batch, and prices it anew", async () => {
    const { shop, discounts } = await shopWithCart();
    await shop.addItems("alice", [want("1", MI10T, 1, "CODE_100")]);
    discounts.discounts.set("CODE_100", amountOff("CODE_100", "50"));

    await shop.addItems("alice", [want("2", MI10T, 1), want("3", P40, 1, "CODE_300")]);

    expect(discounts.asked.slice(1)).toEqual([["CODE_100", "CODE_300"]]);
    expect((await shop.getCart("alice")).items[0]).toMatchObject({
      quantity: 2,
      discount: money("USD", "50"),
      priceTime: NOW,
    });
  });

  it("answers for each item that was asked for, not for the rows that they come to", async () => {
    const { shop } = await shopWithCart();

    const outcomes = await shop.addItems("alice", [want("1", MI10T, 2), want("2", MI10T, 3), want("3", MI10T, 4)]);

    expect(outcomes.map(({ kind }) => kind)).toEqual(["added", "merged", "merged"]);
    expect((await shop.getCart("alice")).items).toEqual([expect.objectContaining({ quantity: 9 })]);
  });

  it("adds nothing twice on a retry, and asks no service for it", async () => {
    const { shop, catalog } = await shopWithCart();
    const items = [want("1", MI10T, 2), want("2", P40, 1)];
    const first = await shop.addItems("alice", items);
    catalog.asked.length = 0;

    const retried = await shop.addItems("alice", items);

    expect(retried).toEqual(first.map((outcome) => ({ ...outcome, replayed: true })));
    expect(await shop.getTotals("alice")).toMatchObject([{ total: money("USD", "2297") }]);
    expect(catalog.asked).toEqual([]);
  });

  it("adds what a retry brings beyond the first try", async () => {
    const { shop } = await shopWithCart();
    await shop.addItems("alice", [want("1", MI10T, 2)]);

    const retried = await shop.addItems("alice", [want("1", MI10T, 2), want("2", MI10T, 2), want("2", MI10T, 2)]);

    expect(retried.map((outcome) => outcome.kind !== "refused" && outcome.replayed)).toEqual([true, false, true]);
    expect((await shop.getCart("alice")).items).toEqual([expect.objectContaining({ quantity: 4 })]);
  });

  it("adds once when the same items arrive twice at the same time", async () => {
    const { shop } = await shopWithCart();
    const items = [want("1", MI10T, 2), want("2", P40, 1)];

    const outcomes = await Promise.all([shop.addItems("alice", items), shop.addItems("alice", items)]);

    const fresh = outcomes.map(
      (each) => each.filter((outcome) => outcome.kind !== "refused" && !outcome.replayed).length,
    );
    expect(fresh.toSorted()).toEqual([0, 2]);
    expect((await shop.getCart("alice")).items.map(({ quantity }) => quantity)).toEqual([2, 1]);
  });

  it("looks prices up again when a line gets another code meanwhile", async () => {
    let meanwhile: (() => Promise<unknown>) | undefined;
    const { shop, discounts } = await shopWithCart((source) => ({
      async findByCodes(codes) {
        const found = await source.findByCodes(codes);
        const turn = meanwhile;
        meanwhile = undefined;
        await turn?.();
        return found;
      },
    }));
    await shop.addItems("alice", [want("1", P40, 1, "CODE_100")]);
    meanwhile = () => shop.addItems("alice", [want("2", P40, 1, "CODE_300")]);

    await shop.addItems("alice", [want("3", P40, 1)]);

    expect((await shop.getCart("alice")).items).toEqual([
      expect.objectContaining({ quantity: 3, discountCode: "CODE_300", discount: money("USD", "300") }),
    ]);
    expect(discounts.asked).toEqual([["CODE_100"], ["CODE_100"], ["CODE_300"], ["CODE_300"]]);
  });

  it.each([
    { item: want("2", "01900000-0000-7000-8000-00000000dead", 1), code: "PRODUCT_NOT_FOUND" },
    { item: want("2", P40, 1, "NOPE"), code: "DISCOUNT_NOT_FOUND" },
  ])(
    "adds the others when one item is refused by $code, and that one when it is sent again and may be",
    async (refused) => {
      const { shop, catalog, discounts } = await shopWithCart();
      const { item, code } = refused;

      expect(await shop.addItems("alice", [item, want("1", MI10T, 2)])).toMatchObject([
        { kind: "refused", requestId: "2", refusal: { code } },
        { kind: "added" },
      ]);
      catalog.products.set(item.productId, { id: item.productId, name: "New", price: money("USD", "1") });
      discounts.discounts.set("NOPE", amountOff("NOPE", "1"));

      expect(await shop.addItems("alice", [item, want("1", MI10T, 2)])).toMatchObject([
        { kind: "added", requestId: "2", replayed: false },
        { kind: "added", requestId: "1", replayed: true },
      ]);
    },
  );

  it("adds nothing while a service is away, and everything on the retry", async () => {
    let away = true;
    const { shop } = await shopWithCart((discounts) => ({
      async findByCodes(codes) {
        if (away) throw new UnavailableError("the discount service cannot be reached");
        return discounts.findByCodes(codes);
      },
    }));
    const items = [want("1", MI10T, 2, "CODE_100")];

    await expect(shop.addItems("alice", items)).rejects.toThrow(UnavailableError);
    away = false;

    expect(await shop.addItems("alice", items)).toEqual([{ kind: "added", requestId: "1", replayed: false }]);
  });

  it("creates no cart by the way", async () => {
    const { shop, catalog } = await shopWithCart();

    await expect(shop.addItems("nobody", [want("1", MI10T, 1)])).rejects.toMatchObject({ code: "CART_NOT_FOUND" });
    expect(catalog.asked).toEqual([]);
  });
});
