import { money, zero } from "@hexmart/money";
import type { Cart, Item } from "./shopping-cart.ts";

// The ids are those of the product service's own seeds.
const seedItem = (productId: string, productName: string, price: string, color: string, quantity: number): Item => ({
  productId,
  productName,
  color,
  quantity,
  listPrice: money("USD", price),
  discountCode: undefined,
  discount: zero("USD"),
});

/** The cart that a new shop starts with. */
export const seed: Cart = {
  username: "swn",
  items: [
    seedItem("01900000-0000-7000-8000-000000000001", "Mi10T", "699", "Black", 2),
    seedItem("01900000-0000-7000-8000-000000000002", "P40", "899", "Red", 3),
  ],
};
