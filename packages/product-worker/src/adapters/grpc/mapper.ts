import type { MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import {
  type BulkInsertProductsRequestSchema,
  type BulkInsertProductsResponseSchema,
  type ProductDraftSchema,
  ProductStatus,
} from "@hexmart/contracts/product/v1/product";
import { toParts } from "@hexmart/money";
import type { NewProduct } from "#domain/run.ts";
import type { BulkInsertOutcome } from "#ports/product-catalogue.ts";

/** A message each would cost about eight times as much; the server stores each chunk as a whole. */
const CHUNK_SIZE = 100;

/** Enough to see what is wrong; a line of a log is no place for a thousand. */
const MAX_REASONS = 10;

const statuses: Readonly<Record<NewProduct["status"], ProductStatus>> = {
  inStock: ProductStatus.IN_STOCK,
  low: ProductStatus.LOW,
  outOfStock: ProductStatus.OUT_OF_STOCK,
};

// #region chunks
/** The products in the chunks in which they are sent, each made only when the one before has left. */
export async function* toRequests(
  requestId: string,
  products: Iterable<NewProduct>,
): AsyncGenerator<MessageInitShape<typeof BulkInsertProductsRequestSchema>> {
  let chunk: MessageInitShape<typeof ProductDraftSchema>[] = [];
  for (const product of products) {
    chunk.push(toDraft(product));
    if (chunk.length < CHUNK_SIZE) continue;
    yield { requestId, products: chunk };
    chunk = [];
  }
  if (chunk.length > 0) yield { requestId, products: chunk };
}
// #endregion chunks

function toDraft(product: NewProduct): MessageInitShape<typeof ProductDraftSchema> {
  return { ...product, price: toParts(product.price), status: statuses[product.status] };
}

export function toOutcome(answer: MessageShape<typeof BulkInsertProductsResponseSchema>): BulkInsertOutcome {
  const reasons = new Set<string>();
  for (const { field, description } of answer.results.flatMap(({ violations }) => violations)) {
    if (reasons.size < MAX_REASONS) reasons.add(`${field || "the product"}: ${description}`);
  }
  return {
    inserted: Number(answer.insertedCount),
    duplicates: Number(answer.duplicateCount),
    invalid: Number(answer.invalidCount),
    invalidBecause: [...reasons],
  };
}
