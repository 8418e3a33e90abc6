import { canonicalId, type Product } from "#domain/product.ts";
import type { ProductRepository } from "#ports/product-repository.ts";

/** The products in the order of the ids asked for, and the ids that no product has. */
export type ProductBatch = { readonly found: readonly Product[]; readonly notFoundIds: readonly string[] };

/** One look-up however many ids, so that pricing a cart does not cost a call a line. */
export async function batchGetProducts(products: ProductRepository, ids: readonly string[]): Promise<ProductBatch> {
  const byId = new Map((await products.findByIds(ids.map(canonicalId))).map((product) => [product.id, product]));
  return {
    found: ids.flatMap((id) => byId.get(canonicalId(id)) ?? []),
    notFoundIds: ids.filter((id) => !byId.has(canonicalId(id))),
  };
}
