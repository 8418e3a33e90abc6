import type { Cart } from "#domain/shopping-cart.ts";
import type { CartRepository } from "#ports/cart-repository.ts";
import { getCart } from "./get-cart.ts";

/**
 * Removes all items. What was applied stays so: a late retry of an addition does not bring its item back.
 *
 * @throws CartError `CART_NOT_FOUND`
 */
export async function clearCart(carts: CartRepository, username: string): Promise<Cart> {
  await carts.clear(username);
  return getCart(carts, username);
}
