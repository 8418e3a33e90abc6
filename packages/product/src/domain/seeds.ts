import { money } from "@hexmart/money";

/**
 * The products that a new shop starts with. Their ids never change, so that every replica seeds the same three, and
 * are UUIDv7 of a millisecond of June 2024, so that they come before everything that is added later.
 *
 * The shopping cart's own seed names two of them, at these prices: packages/shopping-cart/src/domain/shopping-cart.ts.
 */
export const seeds = [
  {
    id: "01900000-0000-7000-8000-000000000001",
    name: "Mi10T",
    description: "New Xiaomi Phone Mi10T",
    price: money("USD", "699"),
    status: "inStock",
  },
  {
    id: "01900000-0000-7000-8000-000000000002",
    name: "P40",
    description: "New Huawei Phone P40",
    price: money("USD", "899"),
    status: "inStock",
  },
  {
    id: "01900000-0000-7000-8000-000000000003",
    name: "A50",
    description: "New Samsung Phone A50",
    price: money("USD", "399"),
    status: "inStock",
  },
] as const;
