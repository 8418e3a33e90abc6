import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type BulkInsertProductsRequestSchema,
  type ProductDraftSchema,
  ProductStatus,
} from "@hexmart/contracts/product/v1/product";
import { toParts } from "@hexmart/money";
import type { NewProduct } from "#domain/run.ts";

/** A message each would cost about eight times as much; the server stores each chunk as a whole. */
const CHUNK_SIZE = 100;

const statuses: Readonly<Record<NewProduct["status"], ProductStatus>> = {
  inStock: ProductStatus.IN_STOCK,
  low: ProductStatus.LOW,
  outOfStock: ProductStatus.OUT_OF_STOCK,
};

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

function toDraft(product: NewProduct): MessageInitShape<typeof ProductDraftSchema> {
  return { ...product, price: toParts(product.price), status: statuses[product.status] };
}
