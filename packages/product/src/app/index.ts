import type { ProductDraft } from "#domain/product.ts";
import type { BulkInserts } from "#ports/bulk-inserts.ts";
import type { ProductQuery, ProductRepository, ProductStreamOptions } from "#ports/product-repository.ts";
import { batchGet } from "./batch-get-products.ts";
import { type BulkChunk, bulkInsertProducts } from "./bulk-insert-products.ts";
import { createProduct } from "./create-product.ts";
import { deleteProduct } from "./delete-product.ts";
import { getProduct } from "./get-product.ts";
import { listProducts } from "./list-products.ts";
import { seedProducts } from "./seed-products.ts";
import { streamProducts } from "./stream-products.ts";
import { type ProductUpdate, updateProduct } from "./update-product.ts";

export type { BulkChunk };

/** What the application needs from outside. */
type Ports = {
  readonly products: ProductRepository;
  readonly bulkInserts: BulkInserts;
  /** The time. */
  readonly now: () => Date;
  /** Makes a UUIDv7. */
  readonly newId: () => string;
  /** A text that no product has had as its etag. */
  readonly newEtag: () => string;
};

/** The menu: everything the product service can do. */
export const createUseCases = (ports: Ports) => ({
  createProduct: (draft: ProductDraft, requestId?: string) => createProduct(ports, draft, requestId),
  getProduct: (id: string) => getProduct(ports.products, id),
  batchGetProducts: (ids: readonly string[]) => batchGet(ports.products.findByIds, ids),
  batchGetOffers: (ids: readonly string[]) => batchGet(ports.products.findOffers, ids),
  listProducts: (query: ProductQuery) => listProducts(ports.products, query),
  updateProduct: (update: ProductUpdate) => updateProduct(ports, update),
  deleteProduct: (id: string, etag?: string) => deleteProduct(ports.products, id, etag),
  streamProducts: (options: Omit<ProductStreamOptions, "chunkSize">) => streamProducts(ports.products, options),
  bulkInsertProducts: (chunks: AsyncIterable<BulkChunk>) => bulkInsertProducts(ports, chunks),
  seedProducts: () => seedProducts(ports),
});

export type UseCases = ReturnType<typeof createUseCases>;
