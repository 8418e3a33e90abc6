import { productFrom } from "#domain/product.ts";
import { seeds } from "#domain/seeds.ts";
import type { ProductRepository } from "#ports/product-repository.ts";

type Ports = {
  readonly products: ProductRepository;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly newEtag: () => string;
};

/** Gives a new shop its first products. A shop that has any is left as it is: what was deleted does not come back. */
export async function seedProducts({ products, now, newId, newEtag }: Ports): Promise<void> {
  const first = { status: undefined, sortBy: "createTime", descending: false, after: undefined, limit: 1 } as const;
  if ((await products.list(first)).length > 0) return;
  const made = { newId, newEtag, now: now() };
  await products.addMissing(seeds.map((seed) => productFrom(seed, made)));
}
