import { itemNotFound } from "#domain/errors.ts";
import type { Cart, ItemKey } from "#domain/shopping-cart.ts";
import type { CartRepository } from "#ports/cart-repository.ts";
import { getCart } from "./get-cart.ts";

/** @throws CartError `CART_NOT_FOUND`, `ITEM_NOT_FOUND` */
export async function removeItem(carts: CartRepository, username: string, key: ItemKey): Promise<Cart> {
  await carts.update({ username, keys: [key], requestIds: [] }, ({ slice }) => {
    if (slice.items.length === 0) throw itemNotFound(username, key);
    return { store: { removed: [key] }, result: undefined };
  });
  return getCart(carts, username);
}
