import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type BulkInsertProductsRequestSchema,
  BulkInsertRefusal,
  ProductStatus,
} from "@hexmart/contracts/product/v1/product";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { v4 as uuidv4, v7 as uuidv7 } from "uuid";
import { seeds } from "#domain/seeds.ts";
import { openShop, type Shop } from "./shop.ts";

type Chunk = MessageInitShape<typeof BulkInsertProductsRequestSchema>;
type Draft = {
  id?: string;
  name?: string;
  description?: string;
  price?: { currencyCode?: string; units: bigint; nanos?: number };
  status?: ProductStatus;
};

const draft = (overrides: Draft = {}): Draft & { id: string } => ({
  id: uuidv7(),
  name: "Mi11",
  description: "Newer Xiaomi Phone Mi11",
  price: { currencyCode: "USD", units: 749n, nanos: 900_000_000 },
  status: ProductStatus.IN_STOCK,
  ...overrides,
});
const drafts = (size: number) => Array.from({ length: size }, () => draft());

async function* streamOf(requestId: string, ...chunks: Draft[][]): AsyncGenerator<Chunk> {
  for (const products of chunks) yield { requestId, products };
}

/** For the tests that do not count what is in the catalogue; the others open a shop of their own. */
let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop[Symbol.asyncDispose]());

const insert = (requestId: string, ...chunks: Draft[][]) =>
  shop.client.bulkInsertProducts(streamOf(requestId, ...chunks));

async function idsIn(shop: Shop): Promise<string[]> {
  const chunks = await Array.fromAsync(shop.client.streamProducts({}), ({ products }) => products);
  return chunks.flat().map(({ id }) => id);
}

const refusing = (field: string) => ({
  code: "INVALID_ARGUMENT",
  details: { badRequest: { fieldViolations: [{ field }] } },
});

describe("BulkInsertProducts", () => {
  it("stores every product of the stream, and counts them exactly", async () => {
    await using shop = await openShop();
    const chunks = [drafts(100), drafts(100), drafts(50)];

    expect(await shop.client.bulkInsertProducts(streamOf(uuidv4(), ...chunks))).toMatchObject({
      insertedCount: 250n,
      duplicateCount: 0n,
      invalidCount: 0n,
      results: [],
      resultsTruncated: false,
    });
    expect(await idsIn(shop)).toHaveLength(253);
  });

  it("counts as duplicates what was stored before, and the same id twice in one chunk", async () => {
    const [first, second] = [drafts(3), drafts(2)];
    await insert(uuidv4(), first);

    const answer = await insert(uuidv4(), [...second, ...first], second);

    expect(answer).toMatchObject({ insertedCount: 2n, duplicateCount: 5n });
    expect(answer.results.map(({ index }) => index)).toEqual([2n, 3n, 4n, 5n, 6n]);
    expect(new Set(answer.results.map(({ refusal }) => refusal))).toEqual(new Set([BulkInsertRefusal.DUPLICATE]));
  });

  it("names the place, the field and the rule of each product that is not valid, and stores the others", async () => {
    await using shop = await openShop();
    const good = drafts(4);
    const [a, b, c, d] = good;
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error("four drafts");
    const bad = draft({ name: "", price: { currencyCode: "usd", units: -1n } });
    const { price: _, ...withoutPrice } = draft();

    const answer = await shop.client.bulkInsertProducts(streamOf(uuidv4(), [a, bad, b], [c, withoutPrice, d]));

    expect(answer).toMatchObject({ insertedCount: 4n, duplicateCount: 0n, invalidCount: 2n, resultsTruncated: false });
    expect(answer.results).toMatchObject([
      {
        index: 1n,
        refusal: BulkInsertRefusal.INVALID,
        violations: [
          { field: "name", reason: "string.min_len", description: "must be at least 1 characters" },
          { field: "price", reason: "product.price_not_negative" },
          { field: "price.currency_code", reason: "string.pattern" },
        ],
      },
      { index: 4n, refusal: BulkInsertRefusal.INVALID, violations: [{ field: "price", reason: "required" }] },
    ]);
    expect(await idsIn(shop)).toEqual([...seeds, ...good].map(({ id }) => id));
  });

  it("lists a thousand results, says that there are more, and still fits into a message", async () => {
    const worst = draft({
      id: "x",
      name: "\0".repeat(201),
      description: "\0".repeat(2001),
      price: { currencyCode: "x", units: -1n, nanos: -2_000_000_000 },
      status: 9 as ProductStatus,
    });
    const chunk = Array.from({ length: 501 }, () => worst);

    const answer = await insert(uuidv4(), chunk, chunk);

    expect(answer).toMatchObject({ invalidCount: 1_002n, resultsTruncated: true });
    expect(answer.results.map(({ index }) => Number(index))).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
    expect(answer.results.at(-1)?.violations.length).toBeGreaterThan(8);
  });

  it("answers a retry of the same stream like the first try, with ids or without, and inserts nothing twice", async () => {
    await using shop = await openShop();
    const requestId = uuidv4();
    const [first, invalid, withoutId] = [draft(), draft({ name: "" }), draft({ id: "" })];
    const chunks = [
      [first, invalid, withoutId],
      [first, withoutId],
    ];

    const answer = await shop.client.bulkInsertProducts(streamOf(requestId, ...chunks));

    expect(answer).toMatchObject({ insertedCount: 3n, duplicateCount: 1n, invalidCount: 1n });
    expect(await shop.client.bulkInsertProducts(streamOf(requestId, ...chunks))).toEqual(answer);
    expect(await shop.client.bulkInsertProducts(streamOf(requestId.toUpperCase(), ...chunks))).toEqual(answer);
    expect(await idsIn(shop)).toHaveLength(seeds.length + 3);
  });

  it("goes on where a call was cancelled between two chunks, and answers as if it had not been", async () => {
    await using shop = await openShop();
    const requestId = uuidv4();
    const chunks = [[draft({ id: "" }), draft()], [draft({ id: "" })], [draft()]];
    const abort = new AbortController();
    async function* cancelled() {
      yield* streamOf(requestId, ...chunks.slice(0, 2));
      while ((await idsIn(shop)).length < seeds.length + 3);
      abort.abort();
    }

    await expect(shop.client.bulkInsertProducts(cancelled(), { signal: abort.signal })).rejects.toMatchObject({
      code: "CANCELLED",
    });

    const answer = await shop.client.bulkInsertProducts(streamOf(requestId, ...chunks));
    expect(answer).toMatchObject({ insertedCount: 4n, duplicateCount: 0n });
    expect(await idsIn(shop)).toHaveLength(seeds.length + 4);
  });

  it("inserts once when two calls bring the same stream at once, and answers both alike", async () => {
    await using shop = await openShop();
    const requestId = uuidv4();
    const chunks = Array.from({ length: 10 }, () => [draft({ id: "" }), draft({ id: "" })]);
    const call = () => shop.client.bulkInsertProducts(streamOf(requestId, ...chunks));

    const [a, b] = await Promise.all([call(), call()]);

    expect(a).toEqual(b);
    expect(a).toMatchObject({ insertedCount: 20n, duplicateCount: 0n });
    expect(await idsIn(shop)).toHaveLength(seeds.length + 20);
  });

  it("refuses a chunk that had other content in an earlier try, naming the request id", async () => {
    const requestId = uuidv4();
    await insert(requestId, drafts(1));

    await expect(insert(requestId, drafts(1))).rejects.toMatchObject({
      ...refusing("request_id"),
      message: expect.stringContaining(requestId),
    });
  });

  it("refuses another request id in a later message, and a request id that is no UUID", async () => {
    const twoIds = async function* () {
      yield* streamOf(uuidv4(), drafts(1));
      yield* streamOf(uuidv4(), drafts(1));
    };

    await expect(shop.client.bulkInsertProducts(twoIds())).rejects.toMatchObject(refusing("request_id"));
    await expect(insert("7", drafts(1))).rejects.toMatchObject(refusing("request_id"));
  });

  it("refuses a chunk without products, and one of more than a thousand", async () => {
    await expect(insert(uuidv4(), [])).rejects.toMatchObject(refusing("products"));
    await expect(insert(uuidv4(), drafts(1001))).rejects.toMatchObject(refusing("products"));
  });

  it("takes an empty stream for what it is: nothing to do, and done", async () => {
    expect(await insert("")).toMatchObject({ insertedCount: 0n, duplicateCount: 0n, invalidCount: 0n, results: [] });
  });
});
