import { canonicalId, type Product } from "#domain/product.ts";
import type { ProductRepository, ProductStreamOptions } from "#ports/product-repository.ts";

/** What the contract allows in one message. */
const CHUNK_SIZE = 100;

/** The catalogue in chunks; aborting the signal ends it, since nobody reads the rest. */
export function streamProducts(
  products: ProductRepository,
  options: Omit<ProductStreamOptions, "chunkSize">,
): AsyncIterable<readonly Product[]> {
  return products.stream({
    ...options,
    afterId: options.afterId && canonicalId(options.afterId),
    chunkSize: CHUNK_SIZE,
  });
}
