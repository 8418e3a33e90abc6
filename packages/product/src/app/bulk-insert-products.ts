import {
  type BulkItem,
  type BulkOutcome,
  isInvalid,
  nothingInserted,
  outcomeOf,
  together,
} from "#domain/bulk-insert.ts";
import { chunkReplaced } from "#domain/errors.ts";
import { type Product, productFrom } from "#domain/product.ts";
import type { BulkInserts, ChunkKey, StoredChunk } from "#ports/bulk-inserts.ts";

type Ports = {
  readonly bulkInserts: BulkInserts;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly newEtag: () => string;
};

/** A part of a stream, as it was sent. */
export type BulkChunk = {
  /** The same in each chunk of a stream. */
  readonly requestId: string;
  /** The same for the same content, and for no other. */
  readonly digest: string;
  /** Reads the products. It costs, so a chunk that was stored before is not read. */
  readonly items: () => readonly BulkItem[];
};

/** How long a retry is answered like the first try, in milliseconds: a day. */
const REMEMBERED_MS = 86_400_000;

// #region one-ahead
/**
 * Each chunk is stored, and what came of it remembered, in one step. So a stream that is sent again, after whatever
 * failure, inserts nothing twice and is answered like the first. While a chunk is stored the next one is read, and no
 * more: a stream of any length costs the memory of two.
 *
 * @throws RequestError `REQUEST_ID_REUSED`
 */
export async function bulkInsertProducts(ports: Ports, chunks: AsyncIterable<BulkChunk>): Promise<BulkOutcome> {
  const stores = prepare(ports, chunks);
  let outcome = nothingInserted;
  let next = await stores.next();
  while (next.done !== true) {
    const store = next.value;
    const [following, stored] = await Promise.all([stores.next(), store(outcome)]);
    next = following;
    outcome = together(outcome, stored);
  }
  return outcome;
}
// #endregion one-ahead

/** Reads chunk by chunk, and answers how to store each after what came of those before it. */
async function* prepare(
  { bulkInserts, now, newId, newEtag }: Ports,
  chunks: AsyncIterable<BulkChunk>,
): AsyncGenerator<(before: BulkOutcome) => Promise<BulkOutcome>> {
  let number = 0;
  let repeated = true;
  for await (const chunk of chunks) {
    const key = { requestId: chunk.requestId, number: number++ };
    // Chunks are stored in their order: after the first new one, all are.
    const found = repeated ? await bulkInserts.find(key) : undefined;
    if (found !== undefined) {
      yield async () => outcomeOfSame(key, chunk, found);
      continue;
    }
    repeated = false;
    const made = { newId, newEtag, now: now() };
    const products: Product[] = [];
    const items = chunk.items().map((item) => {
      if (isInvalid(item)) return item;
      const product = productFrom(item, made);
      products.push(product);
      return product;
    });
    yield async (before) => {
      const stored = await bulkInserts.add({
        ...key,
        digest: chunk.digest,
        products,
        outcome: (added) => outcomeOf(items, added, before),
        expireTime: new Date(made.now.getTime() + REMEMBERED_MS),
      });
      return outcomeOfSame(key, chunk, stored);
    };
  }
}

function outcomeOfSame(key: ChunkKey, { digest }: BulkChunk, stored: StoredChunk): BulkOutcome {
  if (stored.digest !== digest) throw chunkReplaced(key.requestId, key.number);
  return stored.outcome;
}
