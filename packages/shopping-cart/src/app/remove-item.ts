import { type Cart, type ItemKey, removeItem as withoutItem } from "#domain/shopping-cart.ts";
import type { CartRepository } from "#ports/cart-repository.ts";

/** @throws CartError `CART_NOT_FOUND`, `ITEM_NOT_FOUND` */
export async function removeItem(carts: CartRepository, username: string, key: ItemKey): Promise<Cart> {
  return carts.update(username, [], (locked) => {
    const cart = withoutItem(locked.cart, key);
    return { store: cart, result: cart };
  });
}
