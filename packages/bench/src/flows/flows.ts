import { startChild } from "../child.ts";
import { toArguments } from "./clients/job.ts";
import type { Flow } from "./flow.ts";
import type { Shop } from "./shop.ts";

/** Has as many products in the product service's table as a benchmark reads. */
async function fillProducts(shop: Shop, rows: number): Promise<void> {
  await shop.sql("product", "truncate products; create table products_baseline (like products including all)");
  const job = { rows, address: "", token: "", databaseUrl: shop.databaseUrl("product"), name: "" };
  const client = await startChild(new URL("clients/copy-in.ts", import.meta.url), { args: toArguments(job) });
  await client.order("work");
  await client[Symbol.asyncDispose]();
  await shop.sql(
    "product",
    "insert into products select * from products_baseline; drop table products_baseline; analyze products",
  );
}

/** What can be measured beside unary calls. */
export const flows = {
  bulk: {
    title: "BulkInsertProducts",
    services: ["identity", "product"],
    service: "product",
    prepare: "create table products_baseline (like products including all)",
    clear: "truncate products, products_baseline, bulk_insert_chunks",
    baselines: [{ name: "COPY from the client", file: "copy-in.ts" }],
    through: { name: "the product service", file: "bulk-insert.ts" },
  },
  stream: {
    title: "StreamProducts",
    services: ["identity", "product"],
    service: "product",
    prepare: "",
    clear: "",
    fill: fillProducts,
    baselines: [
      { name: "COPY, read into products", file: "copy-out.ts" },
      { name: "COPY, lines counted", file: "count-lines.ts" },
    ],
    through: { name: "the product service", file: "stream-out.ts" },
  },
  cart: {
    title: "AddItems with discounts",
    services: ["identity", "discount", "product", "shopping-cart"],
    service: "shopping-cart",
    reads: "product",
    prepare: "create table cart_items_baseline (like cart_items including all)",
    clear: "truncate carts, cart_items, applied_requests, cart_items_baseline",
    fill: fillProducts,
    baselines: [{ name: "INSERT by the thousand", file: "insert-lines.ts" }],
    through: { name: "cart, product and discount", file: "add-items.ts" },
  },
} satisfies Readonly<Record<string, Flow>>;
