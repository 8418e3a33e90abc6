import { setImmediate } from "node:timers/promises";
import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { createMemoryCartRepository } from "#adapters/memory/cart-repository.ts";
import type { NewItem, Outcome } from "#domain/additions.ts";
import { UnavailableError } from "#domain/errors.ts";
import type { CartRepository } from "#ports/cart-repository.ts";
import type { Discounts } from "#ports/prices.ts";
import { additions } from "../../test/additions.ts";
import { A50, amountOff, createMemoryCatalog, createMemoryDiscounts, MI10T, P40 } from "../../test/price-sources.ts";
import { createUseCases } from "./index.ts";

const NOW = new Date("2030-01-01T00:00:00Z");

const want = (requestId: string, productId: string, quantity: number, discountCode?: string): NewItem => {
  return { requestId, productId, color: "Black", quantity, discountCode };
};

async function shopWithCart(
  interpose: (discounts: Discounts) => Discounts = (discounts) => discounts,
  slowDown: (carts: CartRepository) => CartRepository = (carts) => carts,
) {
  const catalog = createMemoryCatalog();
  const discounts = createMemoryDiscounts();
  const carts = createMemoryCartRepository();
  const clock = { now: NOW };
  const shop = createUseCases({
    carts: slowDown(carts),
    changes: carts,
    stopping: new AbortController().signal,
    catalog,
    discounts: interpose(discounts),
    now: () => clock.now,
  });
  await shop.createCart("alice");
  /** What became of all items, when each list of them is a chunk of one stream. */
  async function addItems(username: string, ...chunks: NewItem[][]): Promise<Outcome[]> {
    return (await Array.fromAsync(shop.addItems(additions(username, ...chunks)))).flat();
  }
  return { shop, addItems, catalog, discounts, clock };
}

describe("addItems()", () => {
  it("prices the items by the catalogue and the discounts", async () => {
    const { shop, addItems } = await shopWithCart();

    const outcomes = await addItems("alice", [want("1", MI10T, 2, "CODE_100"), want("2", P40, 1)]);

    expect(outcomes).toEqual([
      { kind: "added", requestId: "1", replayed: false },
      { kind: "added", requestId: "2", replayed: false },
    ]);
    expect(await shop.getTotals("alice")).toEqual([
      { listTotal: money("USD", "2297"), discountTotal: money("USD", "200"), total: money("USD", "2097") },
    ]);
  });

  it("asks each service once, however many items and codes there are", async () => {
    const { addItems, catalog, discounts } = await shopWithCart();

    await addItems("alice", [
      want("1", MI10T, 1, "CODE_100"),
      want("2", P40, 1, "CODE_200"),
      want("3", A50, 1, "CODE_100"),
    ]);

    expect(catalog.asked).toEqual([[MI10T, P40, A50]]);
    expect(discounts.asked).toEqual([["CODE_100", "CODE_200"]]);
  });

  it("does not ask the discount service when there is no code", async () => {
    const { addItems, discounts } = await shopWithCart();

    await addItems("alice", [want("1", MI10T, 1)]);

    expect(discounts.asked).toEqual([]);
  });

  it("asks for the code of a line that is added to in the same batch, and prices it anew", async () => {
    const { shop, addItems, discounts } = await shopWithCart();
    await addItems("alice", [want("1", MI10T, 1, "CODE_100")]);
    discounts.discounts.set("CODE_100", amountOff("CODE_100", "50"));

    await addItems("alice", [want("2", MI10T, 1), want("3", P40, 1, "CODE_300")]);

    expect(discounts.asked.slice(1)).toEqual([["CODE_100", "CODE_300"]]);
    expect((await shop.getCart("alice")).items[0]).toMatchObject({
      quantity: 2,
      discount: money("USD", "50"),
      priceTime: NOW,
    });
  });

  it("answers for each item that was asked for, not for the rows that they come to", async () => {
    const { shop, addItems } = await shopWithCart();

    const outcomes = await addItems("alice", [want("1", MI10T, 2), want("2", MI10T, 3), want("3", MI10T, 4)]);

    expect(outcomes.map(({ kind }) => kind)).toEqual(["added", "merged", "merged"]);
    expect((await shop.getCart("alice")).items).toEqual([expect.objectContaining({ quantity: 9 })]);
  });

  it("adds nothing twice on a retry, and asks no service for it", async () => {
    const { shop, addItems, catalog } = await shopWithCart();
    const items = [want("1", MI10T, 2), want("2", P40, 1)];
    const first = await addItems("alice", items);
    catalog.asked.length = 0;

    const retried = await addItems("alice", items);

    expect(retried).toEqual(first.map((outcome) => ({ ...outcome, replayed: true })));
    expect(await shop.getTotals("alice")).toMatchObject([{ total: money("USD", "2297") }]);
    expect(catalog.asked).toEqual([]);
  });

  it("adds what a retry brings beyond the first try", async () => {
    const { shop, addItems } = await shopWithCart();
    await addItems("alice", [want("1", MI10T, 2)]);

    const retried = await addItems("alice", [want("1", MI10T, 2), want("2", MI10T, 2), want("2", MI10T, 2)]);

    expect(retried.map((outcome) => outcome.kind !== "refused" && outcome.replayed)).toEqual([true, false, true]);
    expect((await shop.getCart("alice")).items).toEqual([expect.objectContaining({ quantity: 4 })]);
  });

  it("adds once when the same items arrive twice at the same time", async () => {
    const { shop, addItems } = await shopWithCart();
    const items = [want("1", MI10T, 2), want("2", P40, 1)];

    const outcomes = await Promise.all([addItems("alice", items), addItems("alice", items)]);

    const fresh = outcomes.map(
      (each) => each.filter((outcome) => outcome.kind !== "refused" && !outcome.replayed).length,
    );
    expect(fresh.toSorted()).toEqual([0, 2]);
    expect((await shop.getCart("alice")).items.map(({ quantity }) => quantity)).toEqual([2, 1]);
  });

  it("looks prices up again when a line gets another code meanwhile", async () => {
    let meanwhile: (() => Promise<unknown>) | undefined;
    const { shop, addItems, discounts } = await shopWithCart((source) => ({
      async findByCodes(codes) {
        const found = await source.findByCodes(codes);
        const turn = meanwhile;
        meanwhile = undefined;
        await turn?.();
        return found;
      },
    }));
    await addItems("alice", [want("1", P40, 1, "CODE_100")]);
    meanwhile = () => addItems("alice", [want("2", P40, 1, "CODE_300")]);

    await addItems("alice", [want("3", P40, 1)]);

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
      const { addItems, catalog, discounts } = await shopWithCart();
      const { item, code } = refused;

      expect(await addItems("alice", [item, want("1", MI10T, 2)])).toMatchObject([
        { kind: "refused", requestId: "2", refusal: { code } },
        { kind: "added" },
      ]);
      catalog.products.set(item.productId, { id: item.productId, name: "New", price: money("USD", "1") });
      discounts.discounts.set("NOPE", amountOff("NOPE", "1"));

      expect(await addItems("alice", [item, want("1", MI10T, 2)])).toMatchObject([
        { kind: "added", requestId: "2", replayed: false },
        { kind: "added", requestId: "1", replayed: true },
      ]);
    },
  );

  it("adds nothing while a service is away, and everything on the retry", async () => {
    let away = true;
    const { addItems } = await shopWithCart((discounts) => ({
      async findByCodes(codes) {
        if (away) throw new UnavailableError("the discount service cannot be reached");
        return discounts.findByCodes(codes);
      },
    }));
    const items = [want("1", MI10T, 2, "CODE_100")];

    await expect(addItems("alice", items)).rejects.toThrow(UnavailableError);
    away = false;

    expect(await addItems("alice", items)).toEqual([{ kind: "added", requestId: "1", replayed: false }]);
  });

  it("asks for a code once for the chunks of a second, and says of their items when that was", async () => {
    const { shop, discounts, clock } = await shopWithCart();
    const times = [
      "2030-01-01T00:00:00Z",
      "2030-01-01T00:00:00.500Z",
      "2030-01-01T00:00:01.499Z",
      "2030-01-01T00:00:01.500Z",
    ];
    let answered = Promise.withResolvers<void>();
    async function* stream() {
      for (const time of times) {
        clock.now = new Date(time);
        yield { username: "alice", items: [{ ...want(time, MI10T, 1, "CODE_100"), color: time }] };
        await answered.promise;
        answered = Promise.withResolvers();
      }
    }

    for await (const _ of shop.addItems(stream())) answered.resolve();

    expect(discounts.asked).toEqual([["CODE_100"], ["CODE_100"], ["CODE_100"]]);
    expect((await shop.getCart("alice")).items.map(({ priceTime }) => priceTime.toISOString())).toEqual([
      "2030-01-01T00:00:00.000Z",
      "2030-01-01T00:00:00.500Z",
      "2030-01-01T00:00:00.500Z",
      "2030-01-01T00:00:01.500Z",
    ]);
  });

  it("looks up the prices of four chunks while one is stored, and no more", async () => {
    let [read, answered, most] = [0, 0, 0];
    const { shop, catalog } = await shopWithCart(undefined, (carts) => ({
      ...carts,
      async update(subject, decide) {
        const result = await carts.update(subject, decide);
        // The first chunk might be one that is sent again.
        while (answered > 0 && catalog.asked.length < Math.min(10, answered + 5)) await setImmediate();
        return result;
      },
    }));
    async function* stream() {
      while (read < 10) {
        const items = [want(`${read++}`, MI10T, 1)];
        most = Math.max(most, read - answered);
        yield { username: "alice", items };
      }
    }

    for await (const _ of shop.addItems(stream())) answered++;

    expect({ read, answered, most }).toEqual({ read: 10, answered: 10, most: 5 });
    expect(catalog.asked).toEqual(Array(10).fill([MI10T]));
  });

  /** Stores no chunk before the prices of the next four are looked up, as far as there are any of `count`. */
  async function shopThatWaits(count: number, interpose?: (discounts: Discounts) => Discounts) {
    const stored: string[][] = [];
    const opened = await shopWithCart(interpose, (carts) => ({
      ...carts,
      async update(subject, decide) {
        const result = await carts.update(subject, decide);
        if (stored.at(-1)?.[0] !== subject.requestIds[0]) stored.push([...subject.requestIds]);
        // The first chunk might be one that is sent again.
        do await setImmediate();
        while (stored.length > 1 && opened.catalog.asked.length < Math.min(count, stored.flat().length + 4));
        return result;
      },
    }));
    return { ...opened, stored };
  }

  const inColor = (number: number) => ({ ...want(`${number}`, MI10T, 1), color: `${number}` });

  it("stores chunks as one, when they are likely new and only wait for that", async () => {
    const { shop, addItems, stored } = await shopThatWaits(8);
    const chunks = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => [inColor(number)]);

    const outcomes = await addItems("alice", ...chunks);

    expect(stored).toEqual([["1"], ["2"], ["3", "4", "5", "6"], ["7", "8"]]);
    expect(outcomes.map(({ requestId }) => requestId)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
    expect((await shop.getCart("alice")).items.map(({ color }) => color)).toEqual(chunks.map(([item]) => item?.color));
  });

  /** Lets a second pass whenever a code is asked for: of two chunks with a code none has the time of the other. */
  const aSecondEach = (clock: () => { now: Date }) => (discounts: Discounts) => ({
    async findByCodes(codes: readonly string[]) {
      clock().now = new Date(clock().now.getTime() + 1_000);
      return discounts.findByCodes(codes);
    },
  });

  it("stores chunks one by one, when their prices are of different times", async () => {
    const { shop, addItems, stored, clock } = await shopThatWaits(
      5,
      aSecondEach(() => clock),
    );

    await addItems("alice", ...[1, 2, 3, 4, 5].map((number) => [{ ...inColor(number), discountCode: "CODE_100" }]));

    expect(stored).toEqual([["1"], ["2"], ["3"], ["4"], ["5"]]);
    const seconds = (await shop.getCart("alice")).items.map(({ priceTime }) => priceTime.getUTCSeconds());
    expect(seconds).toEqual([0, 1, 2, 3, 4]);
  });

  it("looks no prices up for chunks that are sent again, until one of them is new", async () => {
    const { addItems, catalog } = await shopWithCart();
    const chunks = [1, 2, 3, 4].map((number) => [want(`${number}`, MI10T, 1)]);
    await addItems("alice", ...chunks.slice(0, 2));
    catalog.asked.length = 0;

    const outcomes = await addItems("alice", ...chunks);

    expect(outcomes.map((outcome) => outcome.kind !== "refused" && outcome.replayed)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(catalog.asked).toEqual([[MI10T], [MI10T]]);
  });

  it("presumes that a chunk is new after one that was, and only then", async () => {
    const presumed = new Map<string | undefined, boolean | undefined>();
    const slowly = aSecondEach(() => clock);
    const { addItems, clock } = await shopWithCart(slowly, (carts) => ({
      ...carts,
      update(subject, decide) {
        presumed.set(subject.requestIds[0], subject.likelyNew);
        return carts.update(subject, decide);
      },
    }));
    const added = (number: number) => ({ ...want(`${number}`, MI10T, 1, "CODE_100"), color: `${number}` });
    await addItems("alice", [added(1)], [added(2)]);

    const merged = { ...added(4), requestId: "merged" };
    const chunks = [added(1), added(3), added(2), added(4), merged, added(5), want("6", P40, 1, "NOPE"), added(7)];
    await addItems("alice", ...chunks.map((item) => [item]));

    expect([...presumed]).toEqual([
      ["1", false],
      ["2", true],
      ["3", false],
      ["4", false],
      ["merged", true],
      ["5", false],
      ["6", true],
      ["7", false],
    ]);
  });

  it("adds the chunks before one whose prices cannot be looked up", async () => {
    let calls = 0;
    const { shop, addItems } = await shopWithCart((discounts) => ({
      async findByCodes(codes) {
        if (++calls === 3) throw new UnavailableError("the discount service cannot be reached");
        return discounts.findByCodes(codes);
      },
    }));
    const chunks = [1, 2, 3, 4].map((number) => [want(`${number}`, MI10T, 1, `CODE_${number}00`)]);

    await expect(addItems("alice", ...chunks)).rejects.toThrow(UnavailableError);

    expect((await shop.getCart("alice")).items).toMatchObject([{ quantity: 2 }]);
  });

  it("creates no cart by the way", async () => {
    const { addItems, catalog } = await shopWithCart();

    await expect(addItems("nobody", [want("1", MI10T, 1)])).rejects.toMatchObject({ code: "CART_NOT_FOUND" });
    expect(catalog.asked).toEqual([]);
  });
});
