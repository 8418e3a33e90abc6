import { type FieldMask, type Timestamp, timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  type ProductDraft as DraftMessage,
  ProductOrder as OrderMessage,
  type Product as ProductMessage,
  ProductSchema,
  ProductStatus as StatusMessage,
} from "@hexmart/contracts/product/v1/product";
import { MoneySchema } from "@hexmart/contracts/type/v1/money";
import { fromParts, toParts } from "@hexmart/money";
import type { Offer, Product, ProductChanges, ProductDraft, ProductStatus } from "#domain/product.ts";
import type { ProductOrder, SortKey } from "#ports/product-repository.ts";

const statusMessages: Readonly<Record<ProductStatus, StatusMessage>> = {
  inStock: StatusMessage.IN_STOCK,
  low: StatusMessage.LOW,
  outOfStock: StatusMessage.OUT_OF_STOCK,
};

/** A product as the contract sends it: with the names of its types, it is a message as it is, and is not copied into one. */
export function toMessage(product: Product): ProductMessage {
  return messageOf(product, timestampFromDate(product.createTime), timestampFromDate(product.updateTime));
}

/** The same of many, of which those that were stored together share their times. */
export function toMessages(products: readonly Product[]): ProductMessage[] {
  const toCreateTime = timestampWriter();
  const toUpdateTime = timestampWriter();
  return products.map((product) =>
    messageOf(product, toCreateTime(product.createTime), toUpdateTime(product.updateTime)),
  );
}

function messageOf(product: Product, createTime: Timestamp, updateTime: Timestamp): ProductMessage {
  const { currencyCode, units, nanos } = toParts(product.price);
  return {
    $typeName: ProductSchema.typeName,
    id: product.id,
    name: product.name,
    description: product.description,
    price: { $typeName: MoneySchema.typeName, currencyCode, units, nanos },
    status: statusMessages[product.status],
    createTime,
    updateTime,
    etag: product.etag,
  };
}

/** An offer as a product of which nothing else is said. */
export function toOfferMessage({ id, name, price }: Offer): ProductMessage {
  return {
    $typeName: ProductSchema.typeName,
    id,
    name,
    description: "",
    price: { $typeName: MoneySchema.typeName, ...toParts(price) },
    status: StatusMessage.UNSPECIFIED,
    etag: "",
  };
}

function timestampWriter(): (time: Date) => Timestamp {
  let last: Date | undefined;
  let written = timestampFromDate(new Date(0));
  return (time) => {
    if (time !== last) written = timestampFromDate(time);
    last = time;
    return written;
  };
}

/** What a client may say of a product. The contract's rules have been checked before. */
export function toDraft({ id, name, description, price, status }: DraftMessage): ProductDraft {
  if (price === undefined) throw new TypeError("Cannot read a product draft without a price: it was not validated");
  return { id: id || undefined, name, description, price: fromParts(price), status: toStatus(status) };
}

// #region update-mask
/** What the mask names, or, without one, what the message has. That a product can be that way is a rule of the contract. */
export function toChanges(
  { name, description, price, status }: ProductMessage,
  mask: FieldMask | undefined,
): ProductChanges {
  const paths = new Set(mask?.paths);
  const changes = (path: string, given: boolean) => (paths.size === 0 ? given : paths.has("*") || paths.has(path));
  return {
    ...(changes("name", name !== "") && { name }),
    ...(changes("description", description !== "") && { description }),
    ...(price && changes("price", true) && { price: fromParts(price) }),
    ...(changes("status", status !== StatusMessage.UNSPECIFIED) && { status: toStatus(status) }),
  };
}
// #endregion update-mask

/** Not to say which status is to say any. */
export function toStatusFilter(message: StatusMessage): ProductStatus | undefined {
  return message === StatusMessage.UNSPECIFIED ? undefined : toStatus(message);
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

const sortKeys: Readonly<Record<string, SortKey>> = { name: "name", price: "price", create_time: "createTime" };

/** A field of the contract's, and perhaps " desc" behind it. Not to say which order is to say create_time. */
export function toSorting(orderBy: string): { readonly sortBy: SortKey; readonly descending: boolean } {
  const [field = "", direction] = (orderBy || "create_time").split(" ");
  const sortBy = sortKeys[field];
  if (sortBy === undefined) throw new TypeError(`Cannot sort products by "${orderBy}": it was not validated`);
  return { sortBy, descending: direction === "desc" };
}
