import { money, zero } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import type { Applied } from "#domain/additions.ts";
import { type Item, type ItemKey, totalsOf } from "#domain/shopping-cart.ts";
import { type CartRepository, type LockedCart, REQUEST_RETENTION_MS } from "#ports/cart-repository.ts";

const PHONE = "01900000-0000-7000-8000-00000000000a";
const R1 = "00000000-0000-4000-8000-000000000001";
const R2 = "00000000-0000-4000-8000-000000000002";
const R3 = "00000000-0000-4000-8000-000000000003";

const keyOf = (color: string): ItemKey => ({ productId: PHONE, color });

const item = (color: string, quantity: number, more: Partial<Item> = {}): Item => ({
  ...keyOf(color),
  productName: "Phone",
  quantity,
  listPrice: money("USD", "699.900000001"),
  discountCode: undefined,
  discount: zero("USD"),
  priceTime: new Date("2026-01-01T00:00:00.123Z"),
  ...more,
});

/** A cart that is shown in full. */
const cartOf = (username: string, ...items: Item[]) => ({
  username,
  items,
  itemCount: items.length,
  totals: totalsOf(items),
});

const about = (username: string, colors: string[] = [], requestIds: string[] = []) => ({
  username,
  keys: colors.map(keyOf),
  requestIds,
});

const nothing = () => ({ result: undefined });

/** What every cart repository must do. `open` answers an empty one that tells the time by the clock. */
export function describeCartRepository(
  name: string,
  open: (clock: { now(): number }) => Promise<{ repository: CartRepository } & AsyncDisposable>,
): void {
  describe(`CartRepository (${name}) create()`, () => {
    it("keeps the items with the cart, exactly and in their order", async () => {
      await using opened = await open(Date);
      const discounted = item("", 2, { discountCode: "CODE_100", discount: money("USD", "0.000000001") });
      const items = [item("Red", 1), discounted, item("Black", 50_000)];

      await opened.repository.create("alice", items);

      expect(await opened.repository.find("alice", 10)).toEqual(cartOf("alice", ...items));
    });

    it("finds nothing for a user without a cart, and nothing of another user", async () => {
      await using opened = await open(Date);
      await opened.repository.create("alice", [item("Red", 1)]);
      await opened.repository.create("Alice", []);

      expect(await opened.repository.find("nobody", 10)).toBeUndefined();
      expect(await opened.repository.find("Alice", 10)).toEqual(cartOf("Alice"));
    });

    it("refuses a second cart, and leaves the first as it is", async () => {
      await using opened = await open(Date);
      await opened.repository.create("alice", [item("Red", 1)]);

      await expect(opened.repository.create("alice", [])).rejects.toMatchObject({
        code: "CART_ALREADY_EXISTS",
        subject: "alice",
      });
      expect(await opened.repository.find("alice", 10)).toEqual(cartOf("alice", item("Red", 1)));
    });

    it("lets exactly one of racing calls win", async () => {
      await using opened = await open(Date);

      const outcomes = await Promise.allSettled(
        Array.from({ length: 12 }, (_, at) => opened.repository.create("alice", [item(`${at}`, 1)])),
      );

      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const refused = outcomes.filter((outcome) => outcome.status === "rejected");
      expect(refused.map(({ reason }) => reason.code)).toEqual(Array(11).fill("CART_ALREADY_EXISTS"));
      expect((await opened.repository.find("alice", 10))?.items).toHaveLength(1);
    });
  });

  describe(`CartRepository (${name}) find()`, () => {
    it("shows no more than it is asked for, and counts and sums up all of it, one sum for each currency", async () => {
      await using opened = await open(Date);
      const euros = item("Blue", 3, { listPrice: money("EUR", "0.10"), discount: money("EUR", "0.000000001") });
      const items = [item("Red", 50_000), euros, item("Black", 2, { discount: money("USD", "99.9") })];
      await opened.repository.create("alice", items);

      const whole = cartOf("alice", ...items);
      expect(await opened.repository.find("alice", 2)).toEqual({ ...whole, items: items.slice(0, 2) });
      expect(await opened.repository.find("alice", 0)).toEqual({ ...whole, items: [] });
    });
  });

  describe(`CartRepository (${name}) list()`, () => {
    it("goes on behind the item that it ended with, whatever is added, changed or removed meanwhile", async () => {
      await using opened = await open(Date);
      await opened.repository.create(
        "alice",
        ["1", "2", "3", "4"].map((color) => item(color, 1)),
      );
      const first = await opened.repository.list("alice", { after: 0, limit: 2 });
      await opened.repository.update(about("alice", ["1", "2", "4", "5"]), () => ({
        store: { put: [item("1", 2), item("4", 2), item("5", 1)], removed: [keyOf("2")] },
        result: undefined,
      }));

      const rest = await opened.repository.list("alice", { after: first?.at(-1)?.position ?? 0, limit: 10 });

      expect(first?.map((placed) => placed.item)).toEqual([item("1", 1), item("2", 1)]);
      expect(rest?.map((placed) => placed.item)).toEqual([item("3", 1), item("4", 2), item("5", 1)]);
    });

    it("has no items in an empty cart, and no answer for a user without one", async () => {
      await using opened = await open(Date);
      await opened.repository.create("alice", []);

      expect(await opened.repository.list("alice", { after: 0, limit: 1 })).toEqual([]);
      expect(await opened.repository.list("nobody", { after: 0, limit: 1 })).toBeUndefined();
    });
  });

  describe(`CartRepository (${name}) clear()`, () => {
    it("removes all items of one cart, and remembers what was applied", async () => {
      await using opened = await open(Date);
      for (const username of ["alice", "bob"]) await opened.repository.create(username, [item("Red", 1)]);
      await opened.repository.update(about("alice", [], [R1]), () => ({
        store: { applied: new Map([[R1, "added"]]) },
        result: undefined,
      }));

      for (let times = 0; times < 2; times++) await opened.repository.clear("alice");

      expect(await opened.repository.find("alice", 10)).toEqual(cartOf("alice"));
      expect(await opened.repository.find("bob", 10)).toEqual(cartOf("bob", item("Red", 1)));
      const { applied, slice } = await opened.repository.update(about("alice", ["Red"], [R1]), (locked) => ({
        result: locked,
      }));
      expect([...applied]).toEqual([[R1, "added"]]);
      expect(slice).toEqual({ username: "alice", items: [], itemCount: 0 });
    });

    it("says that a user has no cart", async () => {
      await using opened = await open(Date);

      await expect(opened.repository.clear("nobody")).rejects.toMatchObject({ code: "CART_NOT_FOUND" });
    });
  });

  describe(`CartRepository (${name}) update()`, () => {
    it("stores what was decided, and answers the caller", async () => {
      await using opened = await open(Date);
      await opened.repository.create("alice", [item("Red", 1), item("Blue", 1), item("Black", 1)]);
      const change = { put: [item("Black", 7), item("Pink", 1)], removed: [keyOf("Blue"), keyOf("not there")] };

      const answer = await opened.repository.update(about("alice", ["Black", "Pink", "Blue", "not there"]), () => ({
        store: change,
        result: "done",
      }));

      expect(answer).toBe("done");
      expect(await opened.repository.find("alice", 10)).toEqual(
        cartOf("alice", item("Red", 1), item("Black", 7), item("Pink", 1)),
      );
    });

    it("shows the items that the decision is about, each once, and how many there are beside them", async () => {
      await using opened = await open(Date);
      await opened.repository.create("alice", [item("Red", 1), item("Blue", 1), item("Black", 1)]);

      const { slice } = await opened.repository.update(about("alice", ["Black", "Pink", "Black"]), (locked) => ({
        result: locked,
      }));

      expect(slice).toEqual({ username: "alice", items: [item("Black", 1)], itemCount: 3 });
    });

    it("keeps an item that was removed and added again at the end", async () => {
      await using opened = await open(Date);
      await opened.repository.create("alice", [item("Red", 1), item("Blue", 1)]);
      const red = about("alice", ["Red"]);

      await opened.repository.update(red, () => ({ store: { removed: [keyOf("Red")] }, result: undefined }));
      await opened.repository.update(red, () => ({ store: { put: [item("Red", 5)] }, result: undefined }));

      expect(await opened.repository.find("alice", 10)).toEqual(cartOf("alice", item("Blue", 1), item("Red", 5)));
    });

    it("says that a user has no cart", async () => {
      await using opened = await open(Date);

      await expect(opened.repository.update(about("nobody", ["Red"], [R1]), nothing)).rejects.toMatchObject({
        code: "CART_NOT_FOUND",
        subject: "nobody",
      });
    });

    it("changes nothing when the decision is put off or throws", async () => {
      await using opened = await open(Date);
      await opened.repository.create("alice", [item("Red", 1)]);

      const refuse = () => {
        throw new Error("refused");
      };
      await expect(opened.repository.update(about("alice", ["Red"], [R1]), refuse)).rejects.toThrow("refused");
      await opened.repository.update(about("alice", ["Red"], [R1]), nothing);

      expect(await opened.repository.find("alice", 10)).toEqual(cartOf("alice", item("Red", 1)));
    });

    const apply = (repository: CartRepository, username: string, applied: [string, Applied][]) =>
      repository.update(about(username), () => ({ store: { applied: new Map(applied) }, result: undefined }));
    const applied = (repository: CartRepository, username: string) =>
      repository.update(about(username, [], [R1, R2]), (locked) => ({ result: [...locked.applied] }));

    it("tells which requests were applied and how, to this cart and not to another's", async () => {
      await using opened = await open(Date);
      for (const username of ["alice", "bob"]) await opened.repository.create(username, []);
      await apply(opened.repository, "alice", [
        [R1, "added"],
        [R2, "merged"],
      ]);
      await apply(opened.repository, "bob", [[R2, "added"]]);

      expect(new Map(await applied(opened.repository, "alice"))).toEqual(
        new Map([
          [R1, "added"],
          [R2, "merged"],
        ]),
      );
      expect(await applied(opened.repository, "bob")).toEqual([[R2, "added"]]);
    });

    it("loses no addition, and applies each request once, when many update one cart at the same time", async () => {
      await using opened = await open(Date);
      await opened.repository.create("alice", [item("Red", 1)]);
      const requestIds = [R1, R2].flatMap((id) => Array(8).fill(id) as string[]);
      const addOne = (id: string) => (locked: LockedCart) => {
        const more = locked.applied.has(id) ? 0 : 1;
        const put = locked.slice.items.map((held) => ({ ...held, quantity: held.quantity + more }));
        return { store: { put, applied: new Map<string, Applied>([[id, "merged"]]) }, result: undefined };
      };

      await Promise.all(requestIds.map((id) => opened.repository.update(about("alice", ["Red"], [id]), addOne(id))));

      expect(await opened.repository.find("alice", 10)).toEqual(cartOf("alice", item("Red", 3)));
    });

    /** Adds one of each colour, an item and a request each, unless the request was applied: most likely none was. */
    async function addEach(repository: CartRepository, username: string, additions: readonly [string, string][]) {
      const [colors, ids] = [additions.map(([color]) => color), additions.map(([, id]) => id)];
      return repository.update({ ...about(username, colors, ids), likelyNew: true }, ({ slice, applied }) => {
        const fresh = additions.filter(([, id]) => !applied.has(id));
        const held = new Map(slice.items.map(({ color, quantity }) => [color, quantity]));
        const store = {
          put: fresh.map(([color]) => item(color, 1 + (held.get(color) ?? 0))),
          applied: new Map(fresh.map(([color, id]): [string, Applied] => [id, held.has(color) ? "merged" : "added"])),
        };
        return { store, result: { applied: [...applied], held: [...held], fresh: fresh.map(([, id]) => id) } };
      });
    }

    it("stores what is likely new and is so", async () => {
      await using opened = await open(Date);
      await opened.repository.create("alice", [item("Red", 1)]);

      const additions: [string, string][] = [
        ["Blue", R1],
        ["Black", R2],
      ];
      expect(await addEach(opened.repository, "alice", additions)).toEqual({ applied: [], held: [], fresh: [R1, R2] });

      expect(await opened.repository.find("alice", 10)).toEqual(
        cartOf("alice", item("Red", 1), item("Blue", 1), item("Black", 1)),
      );
      expect(new Map(await applied(opened.repository, "alice"))).toEqual(
        new Map([
          [R1, "added"],
          [R2, "added"],
        ]),
      );
    });

    it.each([
      { case: "an item is held", before: ["Black", R3], held: [["Black", 1]], applied: [], black: 2 },
      { case: "a request was applied, to another item", before: ["Red", R2], held: [], applied: [[R2, "added"]] },
      { case: "an addition was made", before: ["Black", R2], held: [["Black", 1]], applied: [[R2, "added"]], black: 1 },
    ] as const)(
      "decides about what is likely new by what is there, when $case",
      async ({ before, black, ...there }) => {
        await using opened = await open(Date);
        await opened.repository.create("alice", []);
        await addEach(opened.repository, "alice", [[...before]]);

        const { held, applied, fresh } = await addEach(opened.repository, "alice", [
          ["Blue", R1],
          ["Black", R2],
        ]);

        expect({ held, applied }).toEqual({ held: there.held, applied: there.applied });
        expect(fresh).toEqual(there.applied.length > 0 ? [R1] : [R1, R2]);
        const items = (await opened.repository.find("alice", 10))?.items ?? [];
        expect(items.find(({ color }) => color === "Blue")?.quantity).toBe(1);
        expect(items.find(({ color }) => color === "Black")?.quantity).toBe(black);
      },
    );

    it("decides about what is likely new by what is there, when nothing of it would be stored", async () => {
      await using opened = await open(Date);
      await opened.repository.create("alice", []);
      await addEach(opened.repository, "alice", [["Red", R1]]);
      const likelyNew = { ...about("alice", ["Red", "Blue"], [R1, R2]), likelyNew: true };

      const left = await opened.repository.update(likelyNew, (locked) => ({ result: locked }));
      const half = await opened.repository.update(likelyNew, (locked) => {
        const blue = { put: [item("Blue", 1)], applied: new Map<string, Applied>([[R2, "added"]]) };
        return { store: blue, result: locked };
      });

      const there = {
        slice: { username: "alice", items: [item("Red", 1)], itemCount: 1 },
        applied: new Map([[R1, "added"]]),
      };
      expect(left).toEqual(there);
      expect(half).toEqual(there);
    });

    it("applies each request once, when many presume at the same time that it is new", async () => {
      await using opened = await open(Date);
      await opened.repository.create("alice", []);
      const additions = Array.from({ length: 12 }, (_, at): [string, string][] => [
        ["Red", R1],
        [at % 2 === 0 ? "Blue" : "Black", R2],
      ]);

      const results = await Promise.all(additions.map((each) => addEach(opened.repository, "alice", each)));

      expect(results.flatMap(({ fresh }) => fresh).toSorted()).toEqual([R1, R2]);
      expect((await opened.repository.find("alice", 10))?.items.map(({ quantity }) => quantity)).toEqual([1, 1]);
    });

    it("forgets a request after a day, so that what it remembers stays bounded", async () => {
      let now = Date.parse("2026-01-01T00:00:00Z");
      await using opened = await open({ now: () => now });
      await opened.repository.create("alice", []);
      await apply(opened.repository, "alice", [[R1, "added"]]);

      now += REQUEST_RETENTION_MS;
      expect(await applied(opened.repository, "alice")).toEqual([[R1, "added"]]);
      now += 1;
      expect(await applied(opened.repository, "alice")).toEqual([]);
      await addEach(opened.repository, "alice", [["Red", R1]]);
      expect(await applied(opened.repository, "alice")).toEqual([[R1, "added"]]);
      now += REQUEST_RETENTION_MS + 1;
      await apply(opened.repository, "alice", [[R1, "merged"]]);
      expect(await applied(opened.repository, "alice")).toEqual([[R1, "merged"]]);
    });
  });
}
