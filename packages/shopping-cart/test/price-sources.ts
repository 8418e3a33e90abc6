import { money } from "@hexmart/money";
import type { Discount, Product } from "#domain/prices.ts";
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

/** A discount that is valid, and takes an amount off. */
export const amountOff = (code: string, amount: string, currencyCode = "USD"): Discount => ({
  code,
  reduction: { kind: "amountOff", amount: money(currencyCode, amount) },
  validity: { kind: "valid" },
});

/** Discounts in memory that keep a list of what they were asked. */
export function createMemoryDiscounts() {
  const discounts = new Map<string, Discount>(
    ["100", "200", "300"].map((amount) => [`CODE_${amount}`, amountOff(`CODE_${amount}`, amount)]),
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
