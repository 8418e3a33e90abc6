import { equals, type Money } from "@hexmart/money";

/** How many of a product are left. There is no "not said": a product always says. */
export type ProductStatus = "inStock" | "low" | "outOfStock";

/** What somebody may say of a product that is not stored yet. The time is missing on purpose: the service sets it. */
export type ProductDraft = {
  /** A UUIDv7; absent when the service is to make one. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly description: string;
  readonly price: Money;
  readonly status: ProductStatus;
};

/** Something the shop sells. */
export type Product = Omit<ProductDraft, "id"> & { readonly id: string; readonly createTime: Date };

/** Ids are compared as text here and as 16 bytes in a database, so both see the same letters. */
export function canonicalId(id: string): string {
  return id.toLowerCase();
}

/** The product that a draft becomes when it is stored. */
export function productFrom(draft: ProductDraft, made: { newId: () => string; now: Date }): Product {
  const { id = made.newId(), name, description, price, status } = draft;
  return { id: canonicalId(id), name, description, price, status, createTime: made.now };
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
