import { CartError } from "#domain/errors.ts";
import { type Cart, createCart as emptyCart, seed } from "#domain/shopping-cart.ts";
import type { CartRepository } from "#ports/cart-repository.ts";

/** @throws CartError `CART_ALREADY_EXISTS` */
export async function createCart(carts: CartRepository, username: string): Promise<Cart> {
  const cart = emptyCart(username);
  await carts.create(cart);
  return cart;
}

/** Gives a new shop its first cart; a shop that has it is left as it is. */
export async function seedCart(carts: CartRepository): Promise<void> {
  try {
    await carts.create(seed);
  } catch (error) {
    if (!(error instanceof CartError && error.code === "CART_ALREADY_EXISTS")) throw error;
  }
}
