import type { NewProduct } from "#domain/run.ts";
import type { ProductCatalogue } from "#ports/product-catalogue.ts";

/** A catalogue in this process, for tests and for trying the worker without a shop. `stored` is what it holds. */
export function createMemoryProductCatalogue(stored = new Map<string, NewProduct>()): ProductCatalogue {
  return {
    async bulkInsert(products, { signal }) {
      signal.throwIfAborted();
      const before = stored.size;
      for (const product of products) {
        if (!stored.has(product.id)) stored.set(product.id, product);
      }
      const inserted = stored.size - before;
      return { inserted, duplicates: products.length - inserted };
    },
  };
}
