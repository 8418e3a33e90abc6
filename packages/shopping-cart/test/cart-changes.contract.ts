import { zero } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import type { Item } from "#domain/shopping-cart.ts";
import type { CartChanges } from "#ports/cart-changes.ts";
import type { CartRepository } from "#ports/cart-repository.ts";

const key = { productId: "01900000-0000-7000-8000-00000000000a", color: "Red" };
const item = (quantity: number): Item => ({
  ...key,
  productName: "Phone",
  quantity,
  listPrice: zero("USD"),
  discountCode: undefined,
  discount: zero("USD"),
  priceTime: new Date(0),
});

type Opened = { here: CartRepository; elsewhere: CartRepository; changes: CartChanges };

/** What whoever tells of changes must do. `open` answers two ways to the same carts, and who tells the first of them. */
export function describeCartChanges(name: string, open: () => Promise<Opened & AsyncDisposable>): void {
  describe(`CartChanges (${name})`, () => {
    const put = (carts: CartRepository, username: string, quantity: number) =>
      carts.update({ username, keys: [key], requestIds: [] }, () => ({
        store: { put: [item(quantity)] },
        result: undefined,
      }));

    it("tell of a change when it can be read, whoever made it", async () => {
      await using opened = await open();
      await opened.here.create("alice", []);
      for (const [at, carts] of [opened.here, opened.elsewhere].entries()) {
        const told = Promise.withResolvers<string | undefined>();
        const unsubscribe = opened.changes.subscribe(told.resolve);

        await put(carts, "alice", at + 1);

        expect(await told.promise).toBe("alice");
        expect(await opened.here.find("alice", 1)).toMatchObject({ items: [{ quantity: at + 1 }] });
        unsubscribe();
      }
    });

    it("tell of what is removed and of what is cleared", async () => {
      await using opened = await open();
      for (const username of ["alice", "bob"]) await opened.here.create(username, [item(1)]);
      const told = new Set<string | undefined>();
      const both = Promise.withResolvers<void>();
      opened.changes.subscribe((username) => {
        told.add(username);
        if (told.size === 2) both.resolve();
      });

      await opened.elsewhere.update({ username: "alice", keys: [key], requestIds: [] }, () => ({
        store: { removed: [key] },
        result: undefined,
      }));
      await opened.elsewhere.clear("bob");

      await both.promise;
      expect(told).toEqual(new Set(["alice", "bob"]));
    });

    it("tell of nothing that was put off or failed, and nobody who has unsubscribed", async () => {
      await using opened = await open();
      for (const username of ["alice", "bob"]) await opened.here.create(username, []);
      const told: (string | undefined)[] = [];
      const toldOfBob = Promise.withResolvers<void>();
      opened.changes.subscribe((username) => {
        told.push(username);
        if (username === "bob") toldOfBob.resolve();
      });
      opened.changes.subscribe((username) => told.push(username, "though unsubscribed"))();
      const subject = { username: "alice", keys: [key], requestIds: [] };

      await opened.elsewhere.update(subject, () => ({ result: undefined }));
      const failing = opened.elsewhere.update(subject, () => {
        throw new Error("refused");
      });
      await expect(failing).rejects.toThrow("refused");
      await put(opened.elsewhere, "bob", 1);

      await toldOfBob.promise;
      expect(told).toEqual(["bob"]);
    });
  });
}
