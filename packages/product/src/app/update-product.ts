import { type Product, type ProductChanges, revise } from "#domain/product.ts";
import type { ProductRepository } from "#ports/product-repository.ts";
import { getProduct } from "./get-product.ts";

type Ports = { readonly products: ProductRepository; readonly now: () => Date; readonly newEtag: () => string };

export type ProductUpdate = {
  readonly id: string;
  readonly changes: ProductChanges;
  /** The etag that the product must still have; undefined for any. */
  readonly etag: string | undefined;
};

/**
 * Decides on what is stored, and stores the decision only if that has not changed meanwhile; else decides anew. So two
 * updates of two fields at once both come to pass, and whoever gave an etag learns of the other.
 *
 * @throws ProductError `PRODUCT_NOT_FOUND`, `PRODUCT_CHANGED`
 */
export async function updateProduct({ products, now, newEtag }: Ports, update: ProductUpdate): Promise<Product> {
  for (;;) {
    const stored = await getProduct(products, update.id);
    const revised = revise(stored, update, { now: now(), etag: newEtag() });
    if (revised === stored || (await products.replace(stored, revised))) return revised;
  }
}
