import type { ProductDraft } from "#domain/product.ts";
import type { BulkInserts } from "#ports/bulk-inserts.ts";
import type { ProductOrder, ProductRepository } from "#ports/product-repository.ts";
import { batchGetProducts } from "./batch-get-products.ts";
import { type BulkChunk, bulkInsertProducts } from "./bulk-insert-products.ts";
import { createProduct } from "./create-product.ts";
import { getProduct } from "./get-product.ts";
import { seedProducts } from "./seed-products.ts";
import { streamProducts } from "./stream-products.ts";

export type { BulkChunk };

/** What the application needs from outside. */
type Ports = {
  readonly products: ProductRepository;
  readonly bulkInserts: BulkInserts;
  /** The time. */
  readonly now: () => Date;
  /** Makes a UUIDv7. */
  readonly newId: () => string;
};

/** The menu: everything the product service can do. */
export const createUseCases = (ports: Ports) => ({
  createProduct: (draft: ProductDraft) => createProduct(ports, draft),
  getProduct: (id: string) => getProduct(ports.products, id),
  batchGetProducts: (ids: readonly string[]) => batchGetProducts(ports.products, ids),
  streamProducts: (options: { order: ProductOrder; limit?: number | undefined; signal: AbortSignal }) =>
    streamProducts(ports.products, options),
  bulkInsertProducts: (chunks: AsyncIterable<BulkChunk>) => bulkInsertProducts(ports, chunks),
  seedProducts: () => seedProducts(ports),
});

export type UseCases = ReturnType<typeof createUseCases>;
