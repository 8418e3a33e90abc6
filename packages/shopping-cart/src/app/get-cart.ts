import { cartNotFound } from "#domain/errors.ts";
import type { Cart } from "#domain/shopping-cart.ts";
import type { CartRepository } from "#ports/cart-repository.ts";

/** @throws CartError `CART_NOT_FOUND` */
export async function getCart(carts: CartRepository, username: string): Promise<Cart> {
  const cart = await carts.find(username);
  if (cart === undefined) throw cartNotFound(username);
  return cart;
}
