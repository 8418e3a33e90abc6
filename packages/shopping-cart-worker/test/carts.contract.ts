import { randomUUID } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import type { NewItem } from "#domain/cart.ts";
import type { Carts } from "#ports/carts.ts";

const PHONE = "01900000-0000-7000-8000-000000000001";
const LAPTOP = "01900000-0000-7000-8000-000000000002";

const want = (productId: string, more: Partial<NewItem> = {}): NewItem => {
  return { requestId: randomUUID(), productId, color: "Black", quantity: 1, discountCode: undefined, ...more };
};

async function* chunks(...items: NewItem[][]) {
  yield* items;
}

const call = () => ({ runId: randomUUID(), signal: new AbortController().signal });

/** What carts must do for the worker. `open` answers a shop without carts. */
export function describeCarts(name: string, open: () => Promise<{ carts: Carts } & AsyncDisposable>): void {
  describe(`Carts (${name})`, () => {
    it("find no cart of a user before it is created, and an empty one then", async () => {
      await using opened = await open();

      expect(await opened.carts.find("alice", call())).toBeUndefined();
      await opened.carts.create("alice", call());
      expect(await opened.carts.find("alice", call())).toEqual({ itemCount: 0, first: [] });
    });

    it("take it for created when it is there already", async () => {
      await using opened = await open();
      await opened.carts.create("alice", call());
      await opened.carts.add("alice", chunks([want(PHONE)]), call());

      await opened.carts.create("alice", call());

      expect(await opened.carts.find("alice", call())).toMatchObject({ itemCount: 1 });
    });

    it("add items chunk by chunk, and answer the sums", async () => {
      await using opened = await open();
      await opened.carts.create("alice", call());

      const added = await opened.carts.add("alice", chunks([want(PHONE), want(LAPTOP)], [want(PHONE)]), call());

      expect(added).toMatchObject({ added: 3, duplicates: 0, totals: [{ total: { currencyCode: "USD" } }] });
      expect(await opened.carts.find("alice", call())).toEqual({
        itemCount: 2,
        first: [
          { productId: PHONE, color: "Black" },
          { productId: LAPTOP, color: "Black" },
        ],
      });
    });

    it("add nothing twice", async () => {
      await using opened = await open();
      await opened.carts.create("alice", call());
      const items = [want(PHONE), want(LAPTOP)];
      await opened.carts.add("alice", chunks(items), call());

      expect(await opened.carts.add("alice", chunks([want(PHONE)], items), call())).toMatchObject({
        added: 1,
        duplicates: 2,
      });
    });

    it("take nothing for what it is: nothing to do, and done", async () => {
      await using opened = await open();
      await opened.carts.create("alice", call());

      expect(await opened.carts.add("alice", chunks(), call())).toEqual({
        added: 0,
        duplicates: 0,
        refused: 0,
        refusals: [],
        totals: [],
      });
    });

    it("say how many items they refuse, and why, and take the others", async () => {
      await using opened = await open();
      await opened.carts.create("alice", call());
      const tooMany = Array.from({ length: 7 }, () => want(PHONE, { quantity: 10_000 }));

      expect(await opened.carts.add("alice", chunks([...tooMany, want(LAPTOP)]), call())).toMatchObject({
        added: 6,
        duplicates: 0,
        refused: 2,
        refusals: [{ reason: "QUANTITY_TOO_LARGE", count: 2, example: expect.stringContaining("50000") }],
      });
    });

    it("fail with what fails the chunks", async () => {
      await using opened = await open();
      await opened.carts.create("alice", call());
      const failure = new Error("the catalogue is away");
      async function* failing() {
        yield [want(PHONE)];
        yield [want(LAPTOP)];
        throw failure;
      }

      const adding = opened.carts.add("alice", failing(), call());

      await expect(adding).rejects.toMatchObject({ message: expect.stringContaining(failure.message) });
    });

    it("remove items, and take one for removed when it is not there", async () => {
      await using opened = await open();
      await opened.carts.create("alice", call());
      await opened.carts.add("alice", chunks([want(PHONE), want(PHONE, { color: "Red" })]), call());

      for (let times = 0; times < 2; times++) {
        await opened.carts.remove("alice", [{ productId: PHONE, color: "Black" }], call());
      }

      expect(await opened.carts.find("alice", call())).toEqual({
        itemCount: 1,
        first: [{ productId: PHONE, color: "Red" }],
      });
    });
  });
}
