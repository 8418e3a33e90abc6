import { money, toDecimal } from "@hexmart/money";
import { copyField, copyTimes } from "@hexmart/postgres";
import { defineEntity, p } from "@mikro-orm/core";
import type { Offer, Product } from "#domain/product.ts";
import type { CreationRequest } from "#ports/product-repository.ts";

// #region entity
/** A row of the table `products`. */
const ProductRow = defineEntity({
  name: "ProductRow",
  tableName: "products",
  checks: [{ name: "products_price_check", expression: "price >= 0" }],
  indexes: [
    { name: "products_by_name", properties: ["name", "id", "status"] },
    { name: "products_by_price", properties: ["currencyCode", "price", "id", "status"] },
    { name: "products_by_create_time", properties: ["createTime", "id", "status"] },
  ],
  properties: {
    id: p.uuid().primary(),
    name: p.text().collation("C"),
    description: p.text(),
    price: p.decimal("string").precision(28).scale(9),
    currencyCode: p.character().length(3).collation("C"),
    status: p.enum(["inStock", "low", "outOfStock"] as const),
    createTime: p.datetime(3),
    updateTime: p.datetime(3).defaultRaw("now()"),
    etag: p.text().defaultRaw("gen_random_uuid()"),
  },
});
// #endregion entity

/** A row of the table `creation_requests`. */
const CreationRequestRow = defineEntity({
  name: "CreationRequestRow",
  tableName: "creation_requests",
  indexes: [{ name: "creation_requests_by_time", properties: ["time"] }],
  properties: {
    id: p.uuid().primary(),
    content: p.text(),
    productId: p.uuid(),
    time: p.datetime(3),
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

export const entities = [ProductRow, CreationRequestRow, BulkInsertChunkRow];

/** The columns of `products`, in the order of what is written to them. */
export const COLUMNS = "id, name, description, price, currency_code, status, create_time, update_time, etag";

/** Columns of parameters for COLUMNS, as toParameters() makes them. */
export const UNNESTED = `unnest($1::uuid[], $2::text[], $3::text[], $4::numeric[], $5::text[], $6::text[],
    $7::timestamptz[], $8::timestamptz[], $9::text[])`;

/** A row of `products`: the texts of its columns, in the order of COLUMNS. */
export type ProductColumns = readonly [
  id: string,
  name: string,
  description: string,
  price: string,
  currencyCode: string,
  status: Product["status"],
  createTime: string,
  updateTime: string,
  etag: string,
];

export function toProducts(rows: readonly ProductColumns[]): Product[] {
  const toCreateTime = timeReader();
  const toUpdateTime = timeReader();
  // By numbers: to take a row apart as an array takes longer than all the rest.
  return rows.map(
    ({ 0: id, 1: name, 2: description, 3: price, 4: code, 5: status, 6: created, 7: updated, 8: etag }) => ({
      id,
      name,
      description,
      price: money(code, price),
      status,
      etag,
      createTime: toCreateTime(created),
      updateTime: toUpdateTime(updated),
    }),
  );
}

/** The columns of an offer, in the order of OfferColumns. */
export const OFFER_COLUMNS = "id, name, price, currency_code";

export type OfferColumns = readonly [id: string, name: string, price: string, currencyCode: string];

export const toOffers = (rows: readonly OfferColumns[]): Offer[] =>
  rows.map(({ 0: id, 1: name, 2: price, 3: code }) => ({ id, name, price: money(code, price) }));

/** Products that were stored together share their times, and to read one costs as much as all the rest. */
function timeReader(): (text: string) => Date {
  let last = "";
  let time = new Date(Number.NaN);
  return (text) => {
    if (text !== last) time = new Date(text);
    last = text;
    return time;
  };
}

/** A column a parameter, in the order of the statements: one statement for any number of rows. */
export function toParameters(products: readonly Product[]): string[][] {
  return [
    products.map(({ id }) => id),
    products.map(({ name }) => name),
    products.map(({ description }) => description),
    products.map(({ price }) => toDecimal(price)),
    products.map(({ price }) => price.currencyCode),
    products.map(({ status }) => status),
    products.map(({ createTime }) => createTime.toISOString()),
    products.map(({ updateTime }) => updateTime.toISOString()),
    products.map(({ etag }) => etag),
  ];
}

/** The same of a single one, a value a parameter. */
export const toValues = (product: Product): string[] => toParameters([product]).flat();

/** A line for each product, its columns in the same order, as COPY reads them. */
export function toCopyLines(products: readonly Product[]): string {
  const created = copyTimes();
  const updated = copyTimes();
  let lines = "";
  for (const { id, name, description, price, status, createTime, updateTime, etag } of products) {
    const texts = `${copyField(name)}\t${copyField(description)}`;
    // As exact as with a decimal point, and written sooner.
    const money = `${price.billionths}e-9\t${price.currencyCode}`;
    lines += `${id}\t${texts}\t${money}\t${status}\t${created(createTime)}\t${updated(updateTime)}\t${copyField(etag)}\n`;
  }
  return lines;
}

/** A row of `creation_requests` as the driver reads it. */
export type CreationRequestColumns = {
  readonly id: string;
  readonly content: string;
  readonly product_id: string;
  readonly time: string;
};

export function toCreationRequest({ id, content, product_id, time }: CreationRequestColumns): CreationRequest {
  return { id, content, productId: product_id, time: new Date(time) };
}
