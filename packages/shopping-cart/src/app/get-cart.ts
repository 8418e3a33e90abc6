import { cartNotFound } from "#domain/errors.ts";
import type { Cart } from "#domain/shopping-cart.ts";
import type { CartRepository } from "#ports/cart-repository.ts";

/** So many items with the longest names and colours are one message of less than the 4 MiB that gRPC allows. */
const ITEMS_SHOWN = 1_000;

/** @throws CartError `CART_NOT_FOUND` */
export async function getCart(carts: CartRepository, username: string, limit = ITEMS_SHOWN): Promise<Cart> {
  const cart = await carts.find(username, limit);
  if (cart === undefined) throw cartNotFound(username);
  return cart;
}
