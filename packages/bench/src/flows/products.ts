import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  type Product,
  type ProductDraftSchema,
  ProductSchema,
  ProductStatus,
} from "@hexmart/contracts/product/v1/product";
import { MoneySchema } from "@hexmart/contracts/type/v1/money";
import { v7 as newId } from "uuid";

/** How many products or items go into a message, and rows into a statement. */
export const chunkSize = 1_000;

/** The columns of the table `products`, in the order of copyLine(). */
export const columns = "id, name, description, price, currency_code, status, create_time";

/** All columns of the table `products`, in the order in which readLine() takes them. */
export const allColumns = `${columns}, update_time, etag`;

/** A product to insert, through whatever door. */
export type NewProduct = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly cents: number;
};

/** What the ids of all products begin with that a benchmark finds in the table. */
export const storedIdStart = "01990000-0000-7000-8000-";

/** The ids of so many products that are in the table, one at a time: to hold them all would be memory of the client's. */
export function* storedIds(count: number): Generator<string> {
  for (let number = 0; number < count; number += 1) yield storedIdStart + number.toString(16).padStart(12, "0");
}

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

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v" };

const statuses: Readonly<Record<string, ProductStatus>> = {
  inStock: ProductStatus.IN_STOCK,
  low: ProductStatus.LOW,
  outOfStock: ProductStatus.OUT_OF_STOCK,
};

/** A line of COPY's text format, with all columns, as the same message that a client of the service has in the end. */
export function readLine(line: string): Product {
  const fields = line.split("\t");
  const [id = "", name = "", description = "", price = "", currencyCode = "", status = "", ...rest] = line.includes(
    "\\",
  )
    ? fields.map((field) => field.replace(/\\(.)/g, (_, escaped: string) => escapes[escaped] ?? escaped))
    : fields;
  const [createTime = "", updateTime = "", etag = ""] = rest;
  const [units = "", fraction = ""] = price.split(".");
  return create(ProductSchema, {
    id,
    name,
    description,
    price: create(MoneySchema, { currencyCode, units: BigInt(units), nanos: Number(fraction.padEnd(9, "0")) }),
    status: statuses[status] ?? ProductStatus.UNSPECIFIED,
    createTime: timestampFromDate(new Date(createTime)),
    updateTime: timestampFromDate(new Date(updateTime)),
    etag,
  });
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
