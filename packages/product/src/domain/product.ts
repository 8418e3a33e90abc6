import { equals, type Money, toDecimal } from "@hexmart/money";
import { productChanged } from "./errors.ts";

/** How many of a product are left. There is no "not said": a product always says. */
export type ProductStatus = "inStock" | "low" | "outOfStock";

/** What somebody may say of a product that is not stored yet. The rest is missing on purpose: the service sets it. */
export type ProductDraft = {
  /** A UUIDv7; absent when the service is to make one. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly description: string;
  readonly price: Money;
  readonly status: ProductStatus;
};

/** Something the shop sells. */
export type Product = Omit<ProductDraft, "id"> & {
  readonly id: string;
  /** Another one after each change; says nothing else. */
  readonly etag: string;
  readonly createTime: Date;
  readonly updateTime: Date;
};

/** What is asked of a product that is to be sold, and of many of them often. */
export type Offer = Pick<Product, "id" | "name" | "price">;

/** What to change: a key that is there. */
export type ProductChanges = Partial<Pick<Product, "name" | "description" | "price" | "status">>;

/** Ids are compared as text here and as 16 bytes in a database, so both see the same letters. */
export function canonicalId(id: string): string {
  return id.toLowerCase();
}

/** The product that a draft becomes when it is stored. */
export function productFrom(
  draft: ProductDraft,
  { newId, newEtag, now }: { newId: () => string; newEtag: () => string; now: Date },
): Product {
  const { id = newId(), name, description, price, status } = draft;
  const said = { id: canonicalId(id), name, description, price, status };
  return { ...said, etag: newEtag(), createTime: now, updateTime: now };
}

/**
 * The product after the changes, or the very same one when it says all that already. Then its etag does not matter: a
 * change that is sent again must not meet the etag that it made itself.
 *
 * @throws ProductError `PRODUCT_CHANGED`
 */
export function revise(
  product: Product,
  { changes, etag }: { readonly changes: ProductChanges; readonly etag: string | undefined },
  made: { readonly now: Date; readonly etag: string },
): Product {
  const revised = { ...product, ...changes, etag: made.etag, updateTime: made.now };
  if (sameContent(product, revised)) return product;
  assertUnchanged("update", product, etag);
  return revised;
}

/** @throws ProductError `PRODUCT_CHANGED` when the etag that is expected, if any, is not that of the product. */
export function assertUnchanged(verb: "update" | "delete", { id, etag }: Product, expected: string | undefined): void {
  if (expected !== undefined && expected !== etag) throw productChanged(verb, id);
}

/** Whether two products say the same; when they were stored does not matter. */
export function sameContent(a: Product, b: Product): boolean {
  return (
    a.id === b.id &&
    a.name === b.name &&
    a.description === b.description &&
    equals(a.price, b.price) &&
    a.status === b.status
  );
}

/** All that a draft says, as a text that is another one for each other draft. */
export function contentOf({ id, name, description, price, status }: ProductDraft): string {
  const canonical = id === undefined ? null : canonicalId(id);
  return JSON.stringify([canonical, name, description, price.currencyCode, toDecimal(price), status]);
}
