import type { Product } from "#domain/product.ts";
import type { ProductQuery, ProductRepository } from "#ports/product-repository.ts";

/** Some products in the order asked for, and whether there are more behind them. */
export type ProductPage = { readonly products: readonly Product[]; readonly hasMore: boolean };

/** Asks for one more than it answers: nothing else tells a last page that is full from one with more behind it. */
export async function listProducts(products: ProductRepository, query: ProductQuery): Promise<ProductPage> {
  const found = await products.list({ ...query, limit: query.limit + 1 });
  return { products: found.slice(0, query.limit), hasMore: found.length > query.limit };
}
