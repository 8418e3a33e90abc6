import { money, toDecimal } from "@hexmart/money";
import { copyField } from "@hexmart/postgres";
import { defineEntity, p } from "@mikro-orm/core";
import type { Product } from "#domain/product.ts";

/** A row of the table `products`. */
const ProductRow = defineEntity({
  name: "ProductRow",
  tableName: "products",
  checks: [{ name: "products_price_check", expression: "price >= 0" }],
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    description: p.text(),
    price: p.decimal("string").precision(28).scale(9),
    currencyCode: p.character().length(3),
    status: p.enum(["inStock", "low", "outOfStock"] as const),
    createTime: p.datetime(),
  },
});

/** A row of the table `bulk_insert_chunks`: what came of a chunk, for a retry. */
const BulkInsertChunkRow = defineEntity({
  name: "BulkInsertChunkRow",
  tableName: "bulk_insert_chunks",
  properties: {
    requestId: p.uuid().primary(),
    number: p.integer().primary(),
    digest: p.text(),
    outcome: p.json(),
    expireTime: p.datetime().index(),
  },
});

export const entities = [ProductRow, BulkInsertChunkRow];

/** A row of `products` as the driver reads it: exact numbers and times come as text. */
export type ProductColumns = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly price: string;
  readonly currency_code: string;
  readonly status: Product["status"];
  readonly create_time: string;
};

export function toProduct(row: ProductColumns): Product {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    price: money(row.currency_code, row.price),
    status: row.status,
    createTime: new Date(row.create_time),
  };
}

/** A column a parameter, in the table's order: one statement for any number of rows. */
export function toParameters(products: readonly Product[]): unknown[][] {
  return [
    products.map(({ id }) => id),
    products.map(({ name }) => name),
    products.map(({ description }) => description),
    products.map(({ price }) => toDecimal(price)),
    products.map(({ price }) => price.currencyCode),
    products.map(({ status }) => status),
    products.map(({ createTime }) => createTime.toISOString()),
  ];
}

/** The columns in the same order, as COPY reads them. */
export function toCopyLine({ id, name, description, price, status, createTime }: Product): string {
  const texts = `${copyField(name)}\t${copyField(description)}`;
  return `${id}\t${texts}\t${toDecimal(price)}\t${price.currencyCode}\t${status}\t${createTime.toISOString()}\n`;
}
