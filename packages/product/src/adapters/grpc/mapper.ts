import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  type ProductDraft as DraftMessage,
  ProductOrder as OrderMessage,
  type ProductSchema,
  ProductStatus as StatusMessage,
} from "@hexmart/contracts/product/v1/product";
import { fromParts, toParts } from "@hexmart/money";
import type { Product, ProductDraft, ProductStatus } from "#domain/product.ts";
import type { ProductOrder } from "#ports/product-repository.ts";

const statusMessages: Readonly<Record<ProductStatus, StatusMessage>> = {
  inStock: StatusMessage.IN_STOCK,
  low: StatusMessage.LOW,
  outOfStock: StatusMessage.OUT_OF_STOCK,
};

/** A product as the contract sends it. */
export function toMessage(product: Product): MessageInitShape<typeof ProductSchema> {
  return {
    id: product.id,
    name: product.name,
    description: product.description,
    price: toParts(product.price),
    status: statusMessages[product.status],
    createTime: timestampFromDate(product.createTime),
  };
}

/** What a client may say of a product. The contract's rules have been checked before. */
export function toDraft({ id, name, description, price, status }: DraftMessage): ProductDraft {
  if (price === undefined) throw new TypeError("Cannot read a product draft without a price: it was not validated");
  return { id: id || undefined, name, description, price: fromParts(price), status: toStatus(status) };
}

function toStatus(message: StatusMessage): ProductStatus {
  switch (message) {
    case StatusMessage.IN_STOCK:
      return "inStock";
    case StatusMessage.LOW:
      return "low";
    case StatusMessage.OUT_OF_STOCK:
      return "outOfStock";
    default:
      throw new TypeError(`Cannot read the product status ${message}: it was not validated`);
  }
}

/** Not to say which order is to say oldest first. */
export function toOrder(message: OrderMessage): ProductOrder {
  return message === OrderMessage.NEWEST_FIRST ? "newestFirst" : "oldestFirst";
}
