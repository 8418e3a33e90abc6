import { type ProductDraft, productFrom } from "#domain/product.ts";
import type { ProductRepository } from "#ports/product-repository.ts";

type Ports = { readonly products: ProductRepository; readonly now: () => Date; readonly newId: () => string };

/** What came of a bulk insert; together as many as were sent. */
export type BulkInsertCounts = { readonly insertedCount: number; readonly duplicateCount: number };

/**
 * Stores each chunk before it reads the next, so that a stream of any length costs the memory of one chunk. What is
 * stored stays when a later chunk fails: the sender begins again, and what it sent already counts as a duplicate.
 */
export async function bulkInsertProducts(
  { products, now, newId }: Ports,
  chunks: AsyncIterable<readonly ProductDraft[]>,
): Promise<BulkInsertCounts> {
  let insertedCount = 0;
  let duplicateCount = 0;
  for await (const drafts of chunks) {
    const made = { newId, now: now() };
    const added = await products.addMissing(drafts.map((draft) => productFrom(draft, made)));
    insertedCount += added;
    duplicateCount += drafts.length - added;
  }
  return { insertedCount, duplicateCount };
}
