import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { v7 as uuidv7 } from "uuid";
import type { Product } from "#domain/product.ts";
import type { ProductRepository, ProductStreamOptions } from "#ports/product-repository.ts";
import { describeProductChanges } from "./product-changes.contract.ts";
import { describeProductLists } from "./product-lists.contract.ts";
import { catalogue, product } from "./products.ts";

/** Answers an empty repository. */
export type OpenRepository = () => Promise<{ repository: ProductRepository } & AsyncDisposable>;

/** What every product repository must do. */
export function describeProductRepository(name: string, open: OpenRepository): void {
  const read = async (repository: ProductRepository, options: Partial<ProductStreamOptions>): Promise<Product[][]> => {
    const signal = new AbortController().signal;
    return Array.fromAsync(
      repository.stream({ order: "oldestFirst", chunkSize: 4, signal, ...options }),
      (chunk: readonly Product[]) => [...chunk],
    );
  };

  describe(`ProductRepository (${name})`, () => {
    describeProductLists(open);
    describeProductChanges(open);

    it("finds what was added, exactly", async () => {
      await using opened = await open();
      const added = [
        product(),
        product({ status: "low", price: money("EUR", "0.000000001"), description: "" }),
        product({ status: "outOfStock", price: money("JPY", "1000000000000.999999999"), name: `'"\\,{}\n🛒` }),
      ];

      expect(await opened.repository.addMissing(added)).toBe(3);

      const ids = added.map(({ id }) => id);
      expect(new Set(await opened.repository.findByIds(ids))).toEqual(new Set(added));
      const offers = added.map(({ id, name, price }) => ({ id, name, price }));
      expect(new Set(await opened.repository.findOffers([...ids, uuidv7()]))).toEqual(new Set(offers));
    });

    it("leaves out an id that no product has, and finds nothing for no id", async () => {
      await using opened = await open();
      const added = product();
      await opened.repository.addMissing([added]);

      expect(await opened.repository.findByIds([uuidv7(), added.id])).toEqual([added]);
      expect(await opened.repository.findByIds([])).toEqual([]);
    });

    it("leaves a product as it is when its id is added again, and says how many are new", async () => {
      await using opened = await open();
      const first = product();
      await opened.repository.addMissing([first]);

      expect(await opened.repository.addMissing([product({ id: first.id, name: "Other" }), product()])).toBe(1);
      expect(await opened.repository.findByIds([first.id])).toEqual([first]);
    });

    it("stores the first of one id given twice", async () => {
      await using opened = await open();
      const first = product();

      expect(await opened.repository.addMissing([first, product({ id: first.id, name: "Other" })])).toBe(1);
      expect(await opened.repository.findByIds([first.id])).toEqual([first]);
    });

    it("adds nothing when given nothing", async () => {
      await using opened = await open();

      expect(await opened.repository.addMissing([])).toBe(0);
    });

    it("takes a thousand products at once", async () => {
      await using opened = await open();

      expect(await opened.repository.addMissing(catalogue(1000))).toBe(1000);
    });

    // #region at-the-same-time
    it("counts each product once when many add the same at the same time", async () => {
      await using opened = await open();
      const added = catalogue(20);

      const counts = await Promise.all(Array.from({ length: 8 }, () => opened.repository.addMissing(added)));

      expect(counts.reduce((sum, count) => sum + count)).toBe(20);
    });
    // #endregion at-the-same-time

    it("does not lock up when many add the same in different orders", async () => {
      await using opened = await open();
      for (let round = 0; round < 5; round++) {
        const added = catalogue(500);
        const orders = Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? added : added.toReversed()));

        const counts = await Promise.all(orders.map((order) => opened.repository.addMissing(order)));

        expect(counts.reduce((sum, count) => sum + count)).toBe(500);
      }
    });

    it.each([0, 1, 3, 4, 5, 8, 25])("streams all of %d products by ascending id, in full chunks", async (size) => {
      await using opened = await open();
      const added = catalogue(size);
      await opened.repository.addMissing(added.toReversed());

      const chunks = await read(opened.repository, { order: "oldestFirst" });

      expect(chunks.flat()).toEqual(added);
      expect(chunks).toHaveLength(Math.ceil(size / 4));
      expect(chunks.every(({ length }) => length > 0 && length <= 4)).toBe(true);
    });

    it("streams products exactly, whatever is in them", async () => {
      await using opened = await open();
      const later = new Date("2031-12-31T23:59:59.999Z");
      const added = [
        product({ name: "\\N", description: "\\." }),
        product({ name: "a\tb", description: "c\nd\re\\tf\b\f\v", etag: "\\" }),
        product({ name: `'"\\,{}\n🛒`, description: "", updateTime: later }),
        product({ status: "low", price: money("EUR", "0.000000001"), createTime: later, updateTime: later }),
        product({ status: "outOfStock", price: money("JPY", "1000000000000.999999999") }),
      ];
      await opened.repository.addMissing(added);

      expect((await read(opened.repository, {})).flat()).toEqual(added);
    });

    it("streams by descending id", async () => {
      await using opened = await open();
      const added = catalogue(11);
      await opened.repository.addMissing(added);

      expect((await read(opened.repository, { order: "newestFirst" })).flat()).toEqual(added.toReversed());
    });

    it.each([0, 1, 3, 4, 9, 10])(
      "goes on in either order after the id of product %d, be that there or not",
      async (at) => {
        await using opened = await open();
        const all = catalogue(11);
        const gone = all[at];
        if (gone === undefined) throw new Error("there are eleven");
        await opened.repository.addMissing(all.filter((one) => one !== gone));
        const afterId = gone.id;

        expect((await read(opened.repository, { afterId })).flat()).toEqual(all.slice(at + 1));
        expect((await read(opened.repository, { afterId, order: "newestFirst", limit: 3 })).flat()).toEqual(
          all.slice(0, at).toReversed().slice(0, 3),
        );
      },
    );

    it.each([1, 4, 6, 8, 10, 99])("streams at most %d products when told so", async (limit) => {
      await using opened = await open();
      const added = catalogue(10);
      await opened.repository.addMissing(added);

      expect((await read(opened.repository, { limit })).flat()).toEqual(added.slice(0, limit));
      expect((await read(opened.repository, { limit, order: "newestFirst" })).flat()).toEqual(
        added.toReversed().slice(0, limit),
      );
    });

    it("ends the stream as soon as the signal aborts", async () => {
      await using opened = await open();
      await opened.repository.addMissing(catalogue(12));
      const abort = new AbortController();
      const stop = new Error("nobody reads any more");
      const received: number[] = [];

      const reading = (async () => {
        const options = { order: "oldestFirst", chunkSize: 4, signal: abort.signal } as const;
        for await (const chunk of opened.repository.stream(options)) {
          received.push(chunk.length);
          abort.abort(stop);
        }
      })();

      await expect(reading).rejects.toBe(stop);
      expect(received).toEqual([4]);
    });

    it("does not begin a stream that is aborted already", async () => {
      await using opened = await open();
      await opened.repository.addMissing(catalogue(1));
      const stop = new Error("too late");

      await expect(read(opened.repository, { signal: AbortSignal.abort(stop) })).rejects.toBe(stop);
    });

    it("lets many streams run beside each other, however slowly they are read", async () => {
      await using opened = await open();
      const added = catalogue(9);
      await opened.repository.addMissing(added);
      const signal = new AbortController().signal;
      const readers = Array.from({ length: 30 }, () =>
        opened.repository.stream({ order: "oldestFirst", chunkSize: 4, signal })[Symbol.asyncIterator](),
      );
      for (const reader of readers) await reader.next();

      // All 30 are open and none is read to its end: the repository still answers.
      expect(await opened.repository.findByIds([added.at(-1)?.id ?? ""])).toHaveLength(1);
      for (const reader of readers) await reader.return?.();
    });
  });
}
