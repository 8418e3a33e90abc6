import { money } from "@hexmart/money";
import { v7 as uuidv7 } from "uuid";
import type { Product } from "#domain/product.ts";

/** A product with an id of its own, as it is stored. */
export const product = (overrides: Partial<Product> = {}): Product => ({
  id: uuidv7(),
  name: "Mi10T",
  description: "New Xiaomi Phone Mi10T",
  price: money("USD", "699"),
  status: "inStock",
  etag: "first",
  createTime: new Date("2026-07-01T12:00:00.123Z"),
  updateTime: new Date("2026-07-02T12:00:00.456Z"),
  ...overrides,
});

/** As many products, in the order of their ids. */
export const catalogue = (size: number): Product[] =>
  Array.from({ length: size }, (_, n) => product({ name: `Product ${n}` })).sort((a, b) => (a.id < b.id ? -1 : 1));
