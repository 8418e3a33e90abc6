import type { NewProduct } from "#domain/run.ts";
import type { BulkInsertOutcome, ProductCatalogue } from "#ports/product-catalogue.ts";

/** A catalogue in this process, for tests and for trying the worker without a shop. `stored` is what it holds. */
export function createMemoryProductCatalogue(stored = new Map<string, NewProduct>()): ProductCatalogue {
  const runs = new Map<string, BulkInsertOutcome>();
  return {
    async bulkInsert(products, { runId, signal }) {
      signal.throwIfAborted();
      const known = runs.get(runId);
      if (known !== undefined) return known;
      const before = stored.size;
      let sent = 0;
      for (const product of products) {
        sent++;
        if (!stored.has(product.id)) stored.set(product.id, product);
      }
      const inserted = stored.size - before;
      const counts = { inserted, duplicates: sent - inserted, invalid: 0, invalidBecause: [] };
      runs.set(runId, counts);
      return counts;
    },
  };
}
