import { productNotFound } from "#domain/errors.ts";
import { canonicalId, type Product } from "#domain/product.ts";
import type { ProductRepository } from "#ports/product-repository.ts";

/** @throws ProductError `PRODUCT_NOT_FOUND` */
export async function getProduct(products: ProductRepository, id: string): Promise<Product> {
  const [product] = await products.findByIds([canonicalId(id)]);
  if (product === undefined) throw productNotFound(id);
  return product;
}
