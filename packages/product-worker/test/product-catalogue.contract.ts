import { describe, expect, it } from "@jest/globals";
import { v7 as uuidv7 } from "uuid";
import { draw } from "#adapters/uuid/draw.ts";
import { type NewProduct, productsOf } from "#domain/run.ts";
import type { ProductCatalogue } from "#ports/product-catalogue.ts";

const products = (size: number): readonly NewProduct[] => [
  ...productsOf({ id: uuidv7(), time: new Date("2026-07-01T12:00:00Z"), size }, draw),
];

const call = () => ({ runId: uuidv7(), signal: new AbortController().signal });

/** What every product catalogue must do. `open` answers an empty one, and what is stored behind it. */
export function describeProductCatalogue(
  name: string,
  open: () => Promise<{ catalogue: ProductCatalogue; stored(): readonly NewProduct[] } & AsyncDisposable>,
): void {
  describe(`ProductCatalogue (${name})`, () => {
    it.each([1, 100, 101, 250])("inserts %d products as they are, in their order", async (size) => {
      await using opened = await open();
      const sent = products(size);

      expect(await opened.catalogue.bulkInsert(sent, call())).toEqual({
        inserted: size,
        duplicates: 0,
        invalid: 0,
        invalidBecause: [],
      });
      expect(opened.stored()).toEqual(sent);
    });

    it("counts what was there already, and inserts the others", async () => {
      await using opened = await open();
      const sent = products(150);
      await opened.catalogue.bulkInsert(sent.slice(0, 60), call());

      expect(await opened.catalogue.bulkInsert(sent, call())).toEqual({
        inserted: 90,
        duplicates: 60,
        invalid: 0,
        invalidBecause: [],
      });
      expect(opened.stored()).toHaveLength(150);
    });

    it("answers a run that is sent again like the first time, and inserts nothing", async () => {
      await using opened = await open();
      const sent = products(150);
      const run = call();
      const first = await opened.catalogue.bulkInsert(sent, run);

      expect(await opened.catalogue.bulkInsert(sent, run)).toEqual(first);
      expect(opened.stored()).toHaveLength(150);
    });

    it("takes nothing for what it is: nothing to do, and done", async () => {
      await using opened = await open();

      expect(await opened.catalogue.bulkInsert([], call())).toEqual({
        inserted: 0,
        duplicates: 0,
        invalid: 0,
        invalidBecause: [],
      });
    });

    it("asks for the products one after the other, and for no more than it sends", async () => {
      await using opened = await open();
      const sent = products(250);
      function* asked() {
        for (const product of sent) yield product;
      }

      expect(await opened.catalogue.bulkInsert(asked(), call())).toEqual({
        inserted: 250,
        duplicates: 0,
        invalid: 0,
        invalidBecause: [],
      });
      expect(opened.stored()).toEqual(sent);
    });

    it("does not begin a call that is aborted already", async () => {
      await using opened = await open();

      const signal = AbortSignal.abort(new Error("the worker stops"));

      await expect(opened.catalogue.bulkInsert(products(1), { runId: uuidv7(), signal })).rejects.toThrow(
        "the worker stops",
      );
      expect(opened.stored()).toEqual([]);
    });
  });
}
