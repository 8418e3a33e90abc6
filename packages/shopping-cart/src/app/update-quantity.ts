import { setQuantity } from "#domain/quantities.ts";
import type { Cart, ItemKey } from "#domain/shopping-cart.ts";
import { getCart } from "./get-cart.ts";
import { type PricedPorts, updateWithPrices } from "./update-with-prices.ts";

/** Which item of whose cart, and how many of it there are to be. */
export type QuantityUpdate = { readonly username: string; readonly key: ItemKey; readonly quantity: number };

/**
 * @throws CartError
 * @throws UnavailableError when the catalogue or the discounts are needed, and cannot be reached.
 */
export async function updateQuantity(ports: PricedPorts, { username, key, quantity }: QuantityUpdate): Promise<Cart> {
  await updateWithPrices(ports, { username, keys: [key], requestIds: [] }, ({ slice }, prices) => {
    const item = setQuantity(slice, key, quantity, prices);
    return "productIds" in item ? { missing: item } : { store: { put: [item] }, result: undefined };
  });
  return getCart(ports.carts, username);
}
