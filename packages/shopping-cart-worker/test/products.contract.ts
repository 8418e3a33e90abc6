import { describe, expect, it } from "@jest/globals";
import type { Products } from "#ports/products.ts";

const ids = Array.from({ length: 2_500 }, (_, at) => `01900000-0000-7000-8000-${`${at}`.padStart(12, "0")}`);

/** A run that is newer than every product. */
const runId = "019fbe1c-f6db-7000-8000-000000000001";

const call = () => ({ runId, signal: new AbortController().signal });

/** What products must do for the worker. `open` answers a catalogue of the ids, the oldest first. */
export function describeProducts(
  name: string,
  open: (ids: readonly string[]) => Promise<{ products: Products } & AsyncDisposable>,
): void {
  describe(`Products (${name}) newest()`, () => {
    it.each([1, 1_000, 1_001, 2_500])(
      "answers the %d newest, newest first, in chunks of at most a thousand",
      async (limit) => {
        await using opened = await open(ids);

        const chunks = await Array.fromAsync(opened.products.newest(limit, call()));

        expect(chunks.flat()).toEqual(ids.toReversed().slice(0, limit));
        expect(chunks.every(({ length }) => length > 0 && length <= 1_000)).toBe(true);
      },
    );

    it("leaves out what came after the run was begun, so that a later try finds the same", async () => {
      await using opened = await open(ids);
      const [run = "", ...older] = ids.slice(0, 101).toReversed();

      const chunks = await Array.fromAsync(opened.products.newest(2_500, { ...call(), runId: run }));

      expect(chunks.flat()).toEqual(older);
    });

    it("answers nothing of an empty catalogue", async () => {
      await using opened = await open([]);

      expect(await Array.fromAsync(opened.products.newest(20, call()))).toEqual([]);
    });

    it("ends when the signal aborts", async () => {
      await using opened = await open(ids);
      const stop = new AbortController();
      const reading = opened.products.newest(2_500, { runId, signal: stop.signal })[Symbol.asyncIterator]();
      await reading.next();
      const reason = new Error("SIGTERM");
      stop.abort(reason);

      await expect(reading.next()).rejects.toBe(reason);
    });
  });
}
