import { MOST_IN_A_CHUNK, type Products } from "#ports/products.ts";

/** A catalogue in this process, for tests and for trying the worker without a shop. `ids` are its products, oldest first. */
export function createMemoryProducts(ids: readonly string[], chunkSize = MOST_IN_A_CHUNK): Products {
  return {
    async *newest(limit, { runId, signal }) {
      const newest = ids
        .filter((id) => id < runId)
        .toReversed()
        .slice(0, limit);
      for (let start = 0; start < newest.length; start += chunkSize) {
        signal.throwIfAborted();
        yield newest.slice(start, start + chunkSize);
      }
    },
  };
}
