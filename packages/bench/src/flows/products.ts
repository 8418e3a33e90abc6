import type { MessageInitShape } from "@bufbuild/protobuf";
import { type ProductDraftSchema, ProductStatus } from "@hexmart/contracts/product/v1/product";
import { v7 as newId } from "uuid";

/** How many products or items go into a message, and rows into a statement. */
export const chunkSize = 1_000;

/** The columns of the table `products`, in the order of copyLine(). */
export const columns = "id, name, description, price, currency_code, status, create_time";

/** A product to insert, through whatever door. */
export type NewProduct = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly cents: number;
};

/** So many different products, one at a time. */
export function* newProducts(count: number): Generator<NewProduct> {
  for (let number = 0; number < count; number += 1) {
    yield {
      id: newId(),
      name: `Product ${number}`,
      description: `Number ${number} of those that a benchmark inserts`,
      cents: 1_000 + (number % 90_000),
    };
  }
}

/** A product as the contract has it. */
export function toDraft({ id, name, description, cents }: NewProduct): MessageInitShape<typeof ProductDraftSchema> {
  const price = { currencyCode: "USD", units: BigInt(Math.floor(cents / 100)), nanos: (cents % 100) * 10_000_000 };
  return { id, name, description, price, status: ProductStatus.IN_STOCK };
}

/** A product as a line of COPY's text format. */
export function copyLine({ id, name, description, cents }: NewProduct): string {
  const price = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
  return `${id}\t${name}\t${description}\t${price}\tUSD\tinStock\t2026-01-02T03:04:05.678Z\n`;
}

/** Values in lists of a size, the last of which may be shorter. */
export function* chunks<T>(values: Iterable<T>, size: number): Generator<T[]> {
  let chunk: T[] = [];
  for (const value of values) {
    chunk.push(value);
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}
