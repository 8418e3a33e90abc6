import { CartError } from "#domain/errors.ts";
import { type Cart, seedItems } from "#domain/shopping-cart.ts";
import type { CartRepository } from "#ports/cart-repository.ts";

/** @throws CartError `CART_ALREADY_EXISTS` */
export async function createCart(carts: CartRepository, username: string): Promise<Cart> {
  await carts.create(username, []);
  return { username, items: [], itemCount: 0, totals: [] };
}

/** Gives a new shop its first cart; a shop that has it is left as it is. */
export async function seedCart(carts: CartRepository, now: Date): Promise<void> {
  try {
    await carts.create("swn", seedItems(now));
  } catch (error) {
    if (!(error instanceof CartError && error.code === "CART_ALREADY_EXISTS")) throw error;
  }
}
