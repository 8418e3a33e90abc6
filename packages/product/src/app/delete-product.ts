import { assertUnchanged } from "#domain/product.ts";
import type { ProductRepository } from "#ports/product-repository.ts";
import { getProduct } from "./get-product.ts";

/**
 * Deletes the product; with an etag, only one that has not changed since that was read.
 *
 * @throws ProductError `PRODUCT_NOT_FOUND`, `PRODUCT_CHANGED`
 */
export async function deleteProduct(products: ProductRepository, id: string, etag?: string): Promise<void> {
  for (;;) {
    const stored = await getProduct(products, id);
    assertUnchanged("delete", stored, etag);
    if (await products.remove(stored)) return;
  }
}
