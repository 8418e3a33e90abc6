import type { BulkInserts, ChunkKey, NewChunk, StoredChunk } from "#ports/bulk-inserts.ts";
import type { ProductRepository } from "#ports/product-repository.ts";

/** Inserts into a repository of this process, and remembers every chunk for as long as the process lives. */
export function createMemoryBulkInserts(products: ProductRepository): BulkInserts {
  const chunks = new Map<string, StoredChunk>();
  const keyOf = ({ requestId, number }: ChunkKey) => `${requestId}/${number}`;
  let last: Promise<unknown> = Promise.resolve();

  async function store(chunk: NewChunk): Promise<StoredChunk> {
    const found = chunks.get(keyOf(chunk));
    if (found !== undefined) return found;
    const taken = new Set((await products.findByIds(chunk.products.map(({ id }) => id))).map(({ id }) => id));
    const missing = chunk.products.filter(({ id }) => !taken.has(id));
    const stored = { digest: chunk.digest, outcome: chunk.outcome(new Set(missing.map(({ id }) => id))) };
    await products.addMissing(missing);
    chunks.set(keyOf(chunk), stored);
    return stored;
  }

  return {
    find: async (chunk) => chunks.get(keyOf(chunk)),
    add(chunk) {
      // One after the other, as a database would have it.
      const stored = last.then(() => store(chunk));
      last = stored.catch(() => {});
      return stored;
    },
  };
}
