import type { Product } from "#domain/product.ts";
import type { ProductRepository, ProductStreamOptions } from "#ports/product-repository.ts";

/** Keeps products in this process: for tests, and for a service that needs no database. */
export function createMemoryProductRepository(): ProductRepository {
  const byId = new Map<string, Product>();

  async function* stream({ order, limit = Number.POSITIVE_INFINITY, chunkSize, signal }: ProductStreamOptions) {
    signal.throwIfAborted();
    const products = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    if (order === "newestFirst") products.reverse();
    const end = Math.min(limit, products.length);
    for (let start = 0; start < end; start += chunkSize) {
      signal.throwIfAborted();
      yield products.slice(start, Math.min(start + chunkSize, end));
    }
  }

  return {
    async findByIds(ids) {
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
    stream,
    async addMissing(products) {
      const before = byId.size;
      for (const product of products) {
        if (!byId.has(product.id)) byId.set(product.id, product);
      }
      return byId.size - before;
    },
  };
}
