import type { Flow } from "./flow.ts";
import { columns, storedIdStart } from "./products.ts";
import type { Shop } from "./shop.ts";

/** Has as many products in the product service's table as a benchmark reads. */
async function fillProducts(shop: Shop, rows: number): Promise<void> {
  await shop.sql(
    "product",
    `truncate products;
    insert into products (${columns})
    select id::uuid, 'Product ' || number, 'Number ' || number || ' of those that a benchmark reads',
      10 + number % 90000 * 0.01, 'USD', 'inStock', now()
    from (select '${storedIdStart}' || lpad(to_hex(number), 12, '0') as id, number
      from generate_series(0, ${rows} - 1) as number) as product;
    analyze products`,
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
    prepare: "",
    clear: "truncate carts, cart_items, applied_requests",
    fill: fillProducts,
    baselines: [
      { name: "COPY of the items", file: "copy-items.ts" },
      { name: "COPY of items and request ids", file: "copy-items-and-requests.ts" },
      { name: "INSERT of the items by the thousand", file: "insert-items.ts" },
    ],
    through: { name: "cart, product and discount", file: "add-items.ts" },
  },
} satisfies Readonly<Record<string, Flow>>;
