import { type Cart, type ItemKey, removeItem as withoutItem } from "#domain/shopping-cart.ts";
import type { Ports } from "./index.ts";

/** @throws CartError `CART_NOT_FOUND`, `ITEM_NOT_FOUND` */
export async function removeItem({ carts }: Ports, username: string, key: ItemKey): Promise<Cart> {
  return carts.update(username, [], (locked) => {
    const cart = withoutItem(locked.cart, key);
    return { store: cart, result: cart };
  });
}
