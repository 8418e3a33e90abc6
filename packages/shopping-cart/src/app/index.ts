import type { ItemKey } from "#domain/shopping-cart.ts";
import type { ItemQuery } from "#ports/cart-repository.ts";
import { type AdditionChunk, addItems } from "./add-items.ts";
import { clearCart } from "./clear-cart.ts";
import { createCart, seedCart } from "./create-cart.ts";
import { getCart } from "./get-cart.ts";
import { listItems } from "./list-items.ts";
import { removeItems } from "./remove-items.ts";
import { type QuantityUpdate, updateQuantity } from "./update-quantity.ts";
import type { PricedPorts } from "./update-with-prices.ts";
import { type WatchPorts, watchCart } from "./watch-cart.ts";

/** The menu: everything the shopping-cart service can do. */
export const createUseCases = (ports: PricedPorts & WatchPorts) => ({
  createCart: (username: string) => createCart(ports.carts, username),
  getCart: (username: string) => getCart(ports.carts, username),
  getTotals: async (username: string) => (await getCart(ports.carts, username, 0)).totals,
  addItems: (chunks: AsyncIterable<AdditionChunk>) => addItems(ports, chunks),
  listItems: (username: string, query: ItemQuery) => listItems(ports.carts, username, query),
  updateQuantity: (update: QuantityUpdate) => updateQuantity(ports, update),
  removeItems: (username: string, keys: readonly ItemKey[]) => removeItems(ports.carts, username, keys),
  watchCart: (username: string, signal: AbortSignal) => watchCart(ports, username, signal),
  clearCart: (username: string) => clearCart(ports.carts, username),
  seedCart: () => seedCart(ports.carts, ports.now()),
});

export type UseCases = ReturnType<typeof createUseCases>;
