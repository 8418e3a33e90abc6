import { productFrom } from "#domain/product.ts";
import { seeds } from "#domain/seeds.ts";
import type { ProductRepository } from "#ports/product-repository.ts";

type Ports = { readonly products: ProductRepository; readonly now: () => Date; readonly newId: () => string };

/** Gives a new shop its first products; a shop that has them is left as it is. */
export async function seedProducts({ products, now, newId }: Ports): Promise<void> {
  const made = { newId, now: now() };
  await products.addMissing(seeds.map((seed) => productFrom(seed, made)));
}
