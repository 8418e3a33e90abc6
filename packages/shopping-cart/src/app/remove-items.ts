import type { Cart, ItemKey } from "#domain/shopping-cart.ts";
import type { CartRepository } from "#ports/cart-repository.ts";
import { getCart } from "./get-cart.ts";

/**
 * Answers the cart that does not hold the items, be it since now or before, so that a retry is safe.
 *
 * @throws CartError `CART_NOT_FOUND`
 */
export async function removeItems(carts: CartRepository, username: string, keys: readonly ItemKey[]): Promise<Cart> {
  await carts.update({ username, keys, requestIds: [] }, ({ slice }) =>
    slice.items.length === 0 ? { result: undefined } : { store: { removed: slice.items }, result: undefined },
  );
  return getCart(carts, username);
}
