import { money } from "@hexmart/money";
import type { Discount, Product } from "#domain/additions.ts";
import type { Catalog, Discounts } from "#ports/prices.ts";

export const MI10T = "01900000-0000-7000-8000-000000000001";
export const P40 = "01900000-0000-7000-8000-000000000002";
export const A50 = "01900000-0000-7000-8000-000000000003";

/** A catalogue in memory that keeps a list of what it was asked. */
export function createMemoryCatalog() {
  const products = new Map<string, Product>([
    [MI10T, { id: MI10T, name: "Mi10T", price: money("USD", "699") }],
    [P40, { id: P40, name: "P40", price: money("USD", "899") }],
    [A50, { id: A50, name: "A50", price: money("USD", "399") }],
  ]);
  const asked: (readonly string[])[] = [];
  const catalog: Catalog = {
    async findByIds(ids) {
      asked.push(ids);
      return ids.flatMap((id) => products.get(id) ?? []).toReversed();
    },
  };
  return { ...catalog, products, asked };
}

/** Discounts in memory that keep a list of what they were asked. */
export function createMemoryDiscounts() {
  const discounts = new Map<string, Discount>(
    ["100", "200", "300"].map((amount) => [
      `CODE_${amount}`,
      { code: `CODE_${amount}`, amountOff: money("USD", amount) },
    ]),
  );
  const asked: (readonly string[])[] = [];
  const source: Discounts = {
    async findByCodes(codes) {
      asked.push(codes);
      return codes.flatMap((code) => discounts.get(code) ?? []).toReversed();
    },
  };
  return { ...source, discounts, asked };
}
