import type { Product } from "#domain/product.ts";
import type { ProductOrder, ProductRepository } from "#ports/product-repository.ts";

/** What the contract allows in one message. */
const CHUNK_SIZE = 100;

/** The catalogue in chunks; aborting the signal ends it, since nobody reads the rest. */
export function streamProducts(
  products: ProductRepository,
  options: { order: ProductOrder; limit?: number | undefined; signal: AbortSignal },
): AsyncIterable<readonly Product[]> {
  return products.stream({ ...options, chunkSize: CHUNK_SIZE });
}
