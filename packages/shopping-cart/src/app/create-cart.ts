import { type Cart, createCart as emptyCart } from "#domain/shopping-cart.ts";
import type { Ports } from "./index.ts";

/** @throws CartError `CART_ALREADY_EXISTS` */
export async function createCart({ carts }: Ports, username: string): Promise<Cart> {
  const cart = emptyCart(username);
  await carts.create(cart);
  return cart;
}
