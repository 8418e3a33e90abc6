import { money } from "@hexmart/money";
import { describe, expect, it } from "@jest/globals";
import { createMemoryBulkInserts } from "#adapters/memory/bulk-inserts.ts";
import { createMemoryProductRepository } from "#adapters/memory/product-repository.ts";
import { type BulkItem, MAX_REFUSALS } from "#domain/bulk-insert.ts";
import type { ProductDraft } from "#domain/product.ts";
import { type BulkChunk, bulkInsertProducts } from "./bulk-insert-products.ts";

const requestId = "0197f000-0000-7000-8000-00000000cafe";
const nthId = (n: number) => `0197f000-0000-7000-8000-${n.toString().padStart(12, "0")}`;
const draft = (n?: number): ProductDraft => ({
  ...(n !== undefined && { id: nthId(n) }),
  name: "Mi10T",
  description: "",
  price: money("USD", "699"),
  status: "inStock",
});
const invalid = { violations: [{ field: "name", description: "must not be empty", reason: "string.min_len" }] };

const chunk = (...items: BulkItem[]): BulkChunk => ({
  requestId,
  digest: JSON.stringify(items, bigints),
  items: () => items,
});
const bigints = (_: string, value: unknown) => (typeof value === "bigint" ? `${value}` : value);

async function* streamOf(...chunks: BulkChunk[]): AsyncGenerator<BulkChunk> {
  yield* chunks;
}

/** A stream that breaks after its chunks. */
async function* broken(...chunks: BulkChunk[]): AsyncGenerator<BulkChunk> {
  yield* chunks;
  throw new Error("the line is dead");
}

/** An empty shop, and what each chunk was when it was added. */
function emptyShop() {
  const products = createMemoryProductRepository();
  const memory = createMemoryBulkInserts(products);
  const added: number[] = [];
  let ids = 500;
  const bulkInserts: typeof memory = {
    find: memory.find,
    async add(chunk) {
      added.push(chunk.number);
      return memory.add(chunk);
    },
  };
  const now = () => new Date("2026-07-01T12:00:00Z");
  const ports = { bulkInserts, now, newId: () => nthId(++ids), newEtag: () => "first" };
  const signal = new AbortController().signal;
  return {
    ports,
    added,
    insert: (chunks: AsyncIterable<BulkChunk>) => bulkInsertProducts(ports, chunks),
    stored: async () =>
      (await Array.fromAsync(products.stream({ order: "oldestFirst", chunkSize: 1_000, signal }))).flat(),
  };
}

describe("bulkInsertProducts()", () => {
  it("counts what it stored and what was taken, also within one chunk, and says which", async () => {
    const { insert } = emptyShop();

    expect(await insert(streamOf(chunk(draft(1), draft(2), draft(1)), chunk(draft(2), draft(3))))).toEqual({
      insertedCount: 3,
      duplicateCount: 2,
      invalidCount: 0,
      refusals: [
        { index: 2, reason: "duplicate" },
        { index: 3, reason: "duplicate" },
      ],
    });
  });

  it("stores the others when some are invalid, and says which and why", async () => {
    const { insert, stored } = emptyShop();

    expect(await insert(streamOf(chunk(invalid, draft(1)), chunk(draft(2), invalid)))).toEqual({
      insertedCount: 2,
      duplicateCount: 0,
      invalidCount: 2,
      refusals: [
        { index: 0, reason: "invalid", ...invalid },
        { index: 3, reason: "invalid", ...invalid },
      ],
    });
    expect((await stored()).map(({ id }) => id)).toEqual([nthId(1), nthId(2)]);
  });

  it("names no more than a thousand, and counts all", async () => {
    const { insert } = emptyShop();
    const [a, b] = [600, 600].map((size) => chunk(...Array.from({ length: size }, () => invalid)));
    if (a === undefined || b === undefined) throw new Error("two chunks");

    const outcome = await insert(streamOf(a, b));

    expect(outcome).toMatchObject({ invalidCount: 1_200, insertedCount: 0 });
    expect(outcome.refusals.map(({ index }) => index)).toEqual(Array.from({ length: MAX_REFUSALS }, (_, n) => n));
    expect(await insert(streamOf(a, b))).toEqual(outcome);
  });

  it("makes an id for each product that has none", async () => {
    const { insert } = emptyShop();

    expect(await insert(streamOf(chunk(draft(), draft())))).toMatchObject({ insertedCount: 2, duplicateCount: 0 });
  });

  it("takes an empty stream for what it is: nothing to do, and done", async () => {
    expect(await emptyShop().insert(streamOf())).toEqual({
      insertedCount: 0,
      duplicateCount: 0,
      invalidCount: 0,
      refusals: [],
    });
  });

  it("answers a stream that is sent again like the first time, and stores nothing", async () => {
    const { insert, stored } = emptyShop();
    const chunks = [chunk(draft(1), invalid, draft()), chunk(draft(1), draft(), draft(2))];
    const first = await insert(streamOf(...chunks));

    expect(await insert(streamOf(...chunks))).toEqual(first);
    expect(first).toMatchObject({ insertedCount: 4, duplicateCount: 1, invalidCount: 1 });
    expect(await stored()).toHaveLength(4);
  });

  it("goes on where a stream broke off, and answers as if it had not", async () => {
    const chunks = [chunk(draft(1), draft()), chunk(draft(1), invalid), chunk(draft(), draft(3))];
    const [one, two] = chunks;
    if (one === undefined || two === undefined) throw new Error("three chunks");
    const whole = await emptyShop().insert(streamOf(...chunks));
    const { insert, stored } = emptyShop();

    await expect(insert(broken(one, two))).rejects.toThrow("the line is dead");

    expect(await insert(streamOf(...chunks))).toEqual(whole);
    expect(await stored()).toHaveLength(4);
  });

  it("does not read a chunk again that is stored already", async () => {
    const { insert } = emptyShop();
    await insert(streamOf(chunk(draft(1))));
    const unread = () => {
      throw new Error("it was read");
    };

    expect(await insert(streamOf({ ...chunk(draft(1)), items: unread }))).toMatchObject({ insertedCount: 1 });
  });

  it("refuses a chunk that had other content under the same request id", async () => {
    const { insert, stored } = emptyShop();
    await insert(streamOf(chunk(draft(1))));

    await expect(insert(streamOf(chunk(draft(2))))).rejects.toMatchObject({
      code: "REQUEST_ID_REUSED",
      requestId,
      message: expect.stringContaining(`Cannot insert chunk 0 of request "${requestId}"`),
    });
    expect(await stored()).toHaveLength(1);
  });

  it("inserts once when two send the same stream at once, and answers both alike", async () => {
    const { insert, stored } = emptyShop();
    const chunks = Array.from({ length: 5 }, () => chunk(draft(), draft()));

    const [a, b] = await Promise.all([insert(streamOf(...chunks)), insert(streamOf(...chunks))]);

    expect(a).toEqual(b);
    expect(a).toMatchObject({ insertedCount: 10 });
    expect(await stored()).toHaveLength(10);
  });

  it("reads one chunk ahead of the one that it stores, and no more", async () => {
    const { insert, added } = emptyShop();
    const addedWhenAsked: number[] = [];
    async function* chunks() {
      for (const n of [1, 2, 3, 4]) {
        addedWhenAsked.push(added.length);
        yield chunk(draft(n));
      }
    }

    await insert(chunks());

    expect(added).toEqual([0, 1, 2, 3]);
    expect(addedWhenAsked.map((count, asked) => asked - count).every((ahead) => ahead <= 1)).toBe(true);
  });

  it("fails as soon as a chunk cannot be stored, whether another comes or not", async () => {
    const { ports } = emptyShop();
    const add = () => Promise.reject(new Error("the disk is full"));
    async function* chunks() {
      yield chunk(draft(1));
      await new Promise(() => {});
    }

    await expect(
      bulkInsertProducts({ ...ports, bulkInserts: { ...ports.bulkInserts, add } }, chunks()),
    ).rejects.toThrow("the disk is full");
  });
});
