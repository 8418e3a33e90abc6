import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { v4 as uuidv4 } from "uuid";
import type { BulkOutcome } from "#domain/bulk-insert.ts";
import type { Product } from "#domain/product.ts";
import type { BulkInserts, NewChunk } from "#ports/bulk-inserts.ts";
import type { ProductRepository } from "#ports/product-repository.ts";
import { catalogue, product } from "./products.ts";

const ids = (products: readonly Product[]) => products.map(({ id }) => id);

/** An outcome that tells how many were added, and what no database must lose. */
const outcomeOf = (added: ReadonlySet<string>): BulkOutcome => ({
  insertedCount: added.size,
  duplicateCount: 0,
  invalidCount: 1,
  refusals: [
    { index: 2 ** 40, reason: "duplicate" },
    {
      index: 7,
      reason: "invalid",
      violations: [{ field: "name", description: `'"\\{}\n🛒`, reason: "string.min_len" }],
    },
  ],
});

const inADay = () => new Date(Date.now() + 86_400_000);
const chunkOf = (products: readonly Product[], overrides: Partial<NewChunk> = {}): NewChunk => {
  return {
    requestId: uuidv4(),
    number: 0,
    digest: "d",
    products,
    outcome: outcomeOf,
    expireTime: inADay(),
    ...overrides,
  };
};

/** What every way of inserting in bulk must do. `open` answers an empty one, and the products behind it. */
export function describeBulkInserts(
  name: string,
  open: () => Promise<{ bulkInserts: BulkInserts; products: ProductRepository } & AsyncDisposable>,
): void {
  describe(`BulkInserts (${name})`, () => {
    it("stores products, says which were added, and remembers it", async () => {
      await using opened = await open();
      const sent = catalogue(3);
      let asked: ReadonlySet<string> | undefined;
      const outcome = (added: ReadonlySet<string>) => {
        asked = added;
        return outcomeOf(added);
      };
      const chunk = chunkOf(sent, { digest: "0a1b", outcome, number: 12 });

      const stored = await opened.bulkInserts.add(chunk);

      expect(asked).toEqual(new Set(ids(sent)));
      expect(stored).toEqual({ digest: "0a1b", outcome: outcomeOf(new Set(ids(sent))) });
      expect(await opened.bulkInserts.find(chunk)).toEqual(stored);
      expect(new Set(await opened.products.findByIds(ids(sent)))).toEqual(new Set(sent));
    });

    it("knows no chunk that was not added, be it of another request or another number", async () => {
      await using opened = await open();
      const chunk = chunkOf(catalogue(1));
      await opened.bulkInserts.add(chunk);

      expect(await opened.bulkInserts.find({ ...chunk, number: 1 })).toBeUndefined();
      expect(await opened.bulkInserts.find({ ...chunk, requestId: uuidv4() })).toBeUndefined();
    });

    it("leaves what is stored as it is, and says which were added beside it", async () => {
      await using opened = await open();
      const [first, second, third] = [product(), product(), product()];
      await opened.products.addMissing([second]);
      const chunk = chunkOf([first, product({ id: second.id, name: "Other" }), third], {
        outcome: (added) => ({ ...outcomeOf(added), duplicateCount: added.has(second.id) ? 0 : 1 }),
      });

      const { outcome } = await opened.bulkInserts.add(chunk);

      expect(outcome).toMatchObject({ insertedCount: 2, duplicateCount: 1 });
      expect(await opened.products.findByIds([second.id])).toEqual([second]);
    });

    it("stores the first of one id given twice", async () => {
      await using opened = await open();
      const first = product();

      const { outcome } = await opened.bulkInserts.add(chunkOf([first, product({ id: first.id, name: "Other" })]));

      expect(outcome.insertedCount).toBe(1);
      expect(await opened.products.findByIds([first.id])).toEqual([first]);
    });

    it("stores every text, price and time as it is", async () => {
      await using opened = await open();
      const text = (maxLength: number) =>
        fc.string({ unit: "binary", maxLength }).map((any) => any.replaceAll("\0", ""));
      const anyProduct = fc
        .record({
          name: text(20),
          description: text(60),
          price: fc.record({
            currencyCode: fc.constantFrom("USD", "EUR", "JPY"),
            billionths: fc.bigInt({ min: 0n, max: 10n ** 18n }),
          }),
          status: fc.constantFrom("inStock", "low", "outOfStock"),
          createTime: fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true }),
        })
        .map((overrides) => product(overrides));

      await fc.assert(
        fc.asyncProperty(fc.array(anyProduct, { maxLength: 20 }), async (sent) => {
          await opened.bulkInserts.add(chunkOf(sent));
          expect(new Set(await opened.products.findByIds(ids(sent)))).toEqual(new Set(sent));
        }),
      );
    });

    it("remembers a chunk of which nothing could be stored", async () => {
      await using opened = await open();
      const chunk = chunkOf([]);

      expect(await opened.bulkInserts.add(chunk)).toEqual({ digest: "d", outcome: outcomeOf(new Set()) });
      expect(await opened.bulkInserts.find(chunk)).toEqual({ digest: "d", outcome: outcomeOf(new Set()) });
    });

    it("does not store a remembered chunk again, whatever it brings, and answers what it was", async () => {
      await using opened = await open();
      const chunk = chunkOf(catalogue(2));
      const stored = await opened.bulkInserts.add(chunk);
      const other = catalogue(3);

      expect(await opened.bulkInserts.add({ ...chunk, digest: "other", products: other })).toEqual(stored);
      expect(await opened.products.findByIds(ids(other))).toEqual([]);
    });

    it("stores nothing and remembers nothing when the outcome cannot be told", async () => {
      await using opened = await open();
      const bug = new TypeError("a bug");
      const sent = catalogue(2);
      const outcome = () => {
        throw bug;
      };
      const chunk = chunkOf(sent, { outcome });

      await expect(opened.bulkInserts.add(chunk)).rejects.toBe(bug);

      expect(await opened.products.findByIds(ids(sent))).toEqual([]);
      expect(await opened.bulkInserts.add({ ...chunk, outcome: outcomeOf })).toMatchObject({
        outcome: { insertedCount: 2 },
      });
    });

    it("stores a chunk once when many bring it at once, each with ids of its own, and answers all alike", async () => {
      await using opened = await open();
      const key = { requestId: uuidv4(), number: 3 };
      const sent = Array.from({ length: 8 }, () => catalogue(20));

      const stored = await Promise.all(sent.map((products) => opened.bulkInserts.add(chunkOf(products, key))));

      expect(stored).toEqual(stored.map(() => stored[0]));
      expect(await opened.products.findByIds(ids(sent.flat()))).toHaveLength(20);
    });

    it("counts each product once, and does not lock up, when many requests bring the same in different orders", async () => {
      await using opened = await open();
      for (let round = 0; round < 3; round++) {
        const sent = catalogue(500);
        const orders = Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? sent : sent.toReversed()));

        const stored = await Promise.all(orders.map((order) => opened.bulkInserts.add(chunkOf(order))));

        expect(stored.reduce((sum, { outcome }) => sum + outcome.insertedCount, 0)).toBe(500);
      }
    });
  });
}
