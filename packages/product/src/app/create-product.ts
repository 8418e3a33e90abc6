import { productAlreadyExists } from "#domain/errors.ts";
import { type Product, type ProductDraft, productFrom, sameContent } from "#domain/product.ts";
import type { ProductRepository } from "#ports/product-repository.ts";

type Ports = { readonly products: ProductRepository; readonly now: () => Date; readonly newId: () => string };

/**
 * Safe to retry: the same draft with the same id answers what the first call stored.
 *
 * @throws ProductError `PRODUCT_ALREADY_EXISTS`
 */
export async function createProduct({ products, now, newId }: Ports, draft: ProductDraft): Promise<Product> {
  const product = productFrom(draft, { newId, now: now() });
  // Insert first and look afterwards: the other way round, two calls at once would both see nothing.
  if ((await products.addMissing([product])) === 1) return product;

  const [stored] = await products.findByIds([product.id]);
  if (stored === undefined || !sameContent(stored, product)) throw productAlreadyExists(product.id);
  return stored;
}
