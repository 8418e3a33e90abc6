import { productAlreadyExists, requestIdReused } from "#domain/errors.ts";
import { canonicalId, contentOf, type Product, type ProductDraft, productFrom, sameContent } from "#domain/product.ts";
import type { ProductRepository } from "#ports/product-repository.ts";
import { getProduct } from "./get-product.ts";

type Ports = {
  readonly products: ProductRepository;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly newEtag: () => string;
};

/** How long a request id is remembered: a retry is safe for that long, and the memory of them is bounded by it. */
const REQUEST_MEMORY_MS = 24 * 60 * 60 * 1_000;

/**
 * Safe to retry: the same draft with the same id answers what the first call stored, and the same request answers the
 * product that it created, as it is by now.
 *
 * @throws ProductError `PRODUCT_ALREADY_EXISTS`, and `PRODUCT_NOT_FOUND` for a request whose product has been deleted
 * @throws RequestError `REQUEST_ID_REUSED`
 */
export async function createProduct(ports: Ports, draft: ProductDraft, requestId?: string): Promise<Product> {
  const { products, newId, newEtag } = ports;
  const now = ports.now();
  const since = new Date(now.getTime() - REQUEST_MEMORY_MS);
  const product = productFrom(draft, { newId, newEtag, now });
  const request = requestId && {
    id: canonicalId(requestId),
    content: contentOf(draft),
    productId: product.id,
    time: now,
  };

  // #region insert-first
  for (;;) {
    // Insert first and look afterwards: the other way round, two calls at once would both see nothing.
    const added = request
      ? await products.addRequested(product, request, since)
      : (await products.addMissing([product])) === 1;
    if (added) return product;

    const earlier = request && (await products.findRequest(request.id, since));
    if (earlier) {
      if (earlier.content !== request.content) throw requestIdReused(request.id);
      return getProduct(products, earlier.productId);
    }
    const [stored] = await products.findByIds([product.id]);
    if (stored === undefined) continue; // deleted just now: the id is free
    if (!sameContent(stored, product)) throw productAlreadyExists(product.id);
    return stored;
  }
  // #endregion insert-first
}
