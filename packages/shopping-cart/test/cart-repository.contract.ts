import { money, zero } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { type Cart, createCart, type Item, removeItem } from "#domain/shopping-cart.ts";
import { type CartRepository, REQUEST_RETENTION_MS } from "#ports/cart-repository.ts";

const PHONE = "01900000-0000-7000-8000-00000000000a";
const R1 = "00000000-0000-4000-8000-000000000001";
const R2 = "00000000-0000-4000-8000-000000000002";

const item = (color: string, quantity: number): Item => ({
  productId: PHONE,
  color,
  productName: "Phone",
  quantity,
  listPrice: money("USD", "699.900000001"),
  discountCode: undefined,
  discount: zero("USD"),
});

const cartOf = (username: string, ...items: Item[]): Cart => ({ username, items });

/** What every cart repository must do. `open` answers an empty one that tells the time by the clock. */
export function describeCartRepository(
  name: string,
  open: (clock: { now(): number }) => Promise<{ repository: CartRepository } & AsyncDisposable>,
): void {
  describe(`CartRepository (${name}) create()`, () => {
    it("keeps the items with the cart, exactly and in their order", async () => {
      await using opened = await open(Date);
      const discounted = { ...item("", 2), discountCode: "CODE_100", discount: money("USD", "0.000000001") };
      const cart = cartOf("alice", item("Red", 1), discounted, item("Black", 1_000_000));

      await opened.repository.create(cart);

      expect(await opened.repository.find("alice")).toEqual(cart);
    });

    it("finds nothing for a user without a cart, and nothing of another user", async () => {
      await using opened = await open(Date);
      await opened.repository.create(cartOf("alice", item("Red", 1)));
      await opened.repository.create(createCart("Alice"));

      expect(await opened.repository.find("nobody")).toBeUndefined();
      expect(await opened.repository.find("Alice")).toEqual(createCart("Alice"));
    });

    it("refuses a second cart, and leaves the first as it is", async () => {
      await using opened = await open(Date);
      await opened.repository.create(cartOf("alice", item("Red", 1)));

      await expect(opened.repository.create(createCart("alice"))).rejects.toMatchObject({
        code: "CART_ALREADY_EXISTS",
        subject: "alice",
      });
      expect(await opened.repository.find("alice")).toEqual(cartOf("alice", item("Red", 1)));
    });

    it("lets exactly one of racing calls win", async () => {
      await using opened = await open(Date);

      const outcomes = await Promise.allSettled(
        Array.from({ length: 12 }, (_, at) => opened.repository.create(cartOf("alice", item(`${at}`, 1)))),
      );

      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const refused = outcomes.filter((outcome) => outcome.status === "rejected");
      expect(refused.map(({ reason }) => reason.code)).toEqual(Array(11).fill("CART_ALREADY_EXISTS"));
      expect((await opened.repository.find("alice"))?.items).toHaveLength(1);
    });
  });

  describe(`CartRepository (${name}) update()`, () => {
    it("stores what was decided, and answers the caller", async () => {
      await using opened = await open(Date);
      await opened.repository.create(cartOf("alice", item("Red", 1), item("Blue", 1), item("Black", 1)));
      const decided = cartOf("alice", item("Red", 1), item("Black", 7), item("Pink", 1));

      const answer = await opened.repository.update("alice", [], () => ({ store: decided, result: "done" }));

      expect(answer).toBe("done");
      expect(await opened.repository.find("alice")).toEqual(decided);
    });

    it("keeps an item that was removed and added again at the end", async () => {
      await using opened = await open(Date);
      await opened.repository.create(cartOf("alice", item("Red", 1), item("Blue", 1)));

      await opened.repository.update("alice", [], ({ cart }) => {
        return { store: removeItem(cart, { productId: PHONE, color: "Red" }), result: undefined };
      });
      await opened.repository.update("alice", [], ({ cart }) => {
        return { store: { ...cart, items: [...cart.items, item("Red", 5)] }, result: undefined };
      });

      expect(await opened.repository.find("alice")).toEqual(cartOf("alice", item("Blue", 1), item("Red", 5)));
    });

    it("says that a user has no cart", async () => {
      await using opened = await open(Date);

      await expect(opened.repository.update("nobody", [R1], () => ({ result: 0 }))).rejects.toMatchObject({
        code: "CART_NOT_FOUND",
        subject: "nobody",
      });
    });

    it("changes nothing and applies nothing when the decision is put off or throws", async () => {
      await using opened = await open(Date);
      const cart = cartOf("alice", item("Red", 1));
      await opened.repository.create(cart);

      const refuse = () => {
        throw new Error("refused");
      };
      await expect(opened.repository.update("alice", [R1], refuse)).rejects.toThrow("refused");
      expect(await opened.repository.update("alice", [R1], () => ({ result: "later" }))).toBe("later");

      expect(await opened.repository.find("alice")).toEqual(cart);
      expect(await opened.repository.update("alice", [R1], ({ applied }) => ({ result: [...applied] }))).toEqual([]);
    });

    it("tells which requests were applied, to this cart and not to another's", async () => {
      await using opened = await open(Date);
      await opened.repository.create(createCart("alice"));
      await opened.repository.create(createCart("bob"));
      await opened.repository.update("alice", [R1], ({ cart }) => ({ store: cart, result: undefined }));

      const applied = (username: string) =>
        opened.repository.update(username, [R1, R2], (locked) => ({ result: [...locked.applied] }));
      expect(await applied("alice")).toEqual([R1]);
      expect(await applied("bob")).toEqual([]);
    });

    it("loses no addition, and applies each request once, when many update one cart at the same time", async () => {
      await using opened = await open(Date);
      await opened.repository.create(cartOf("alice", item("Red", 1)));
      const requestIds = [R1, R2].flatMap((id) => Array(8).fill(id) as string[]);

      await Promise.all(
        requestIds.map((id) =>
          opened.repository.update("alice", [id], ({ cart, applied }) => {
            const more = applied.has(id) ? 0 : 1;
            const items = cart.items.map((held) => ({ ...held, quantity: held.quantity + more }));
            return { store: { ...cart, items }, result: undefined };
          }),
        ),
      );

      expect(await opened.repository.find("alice")).toEqual(cartOf("alice", item("Red", 3)));
    });

    it("forgets a request after a day, so that what it remembers stays bounded", async () => {
      let now = Date.parse("2026-01-01T00:00:00Z");
      await using opened = await open({ now: () => now });
      await opened.repository.create(createCart("alice"));
      const apply = (requestId: string) =>
        opened.repository.update("alice", [requestId], ({ cart, applied }) => ({ store: cart, result: [...applied] }));
      await apply(R1);

      now += REQUEST_RETENTION_MS;
      expect(await apply(R1)).toEqual([R1]);
      now += 1;
      expect(await apply(R2)).toEqual([]);
      expect(await apply(R1)).toEqual([]);
    });
  });
}
