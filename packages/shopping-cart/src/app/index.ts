import type { NewItem } from "#domain/additions.ts";
import type { ItemKey } from "#domain/shopping-cart.ts";
import type { CartRepository } from "#ports/cart-repository.ts";
import type { Catalog, Discounts } from "#ports/prices.ts";
import { addItems } from "./add-items.ts";
import { createCart, seedCart } from "./create-cart.ts";
import { getCart } from "./get-cart.ts";
import { removeItem } from "./remove-item.ts";

/** What the application needs from outside. */
type Ports = {
  readonly carts: CartRepository;
  readonly catalog: Catalog;
  readonly discounts: Discounts;
  readonly now: () => Date;
};

/** The menu: everything the shopping-cart service can do. */
export const createUseCases = (ports: Ports) => ({
  createCart: (username: string) => createCart(ports.carts, username),
  getCart: (username: string) => getCart(ports.carts, username),
  getTotals: async (username: string) => (await getCart(ports.carts, username, 0)).totals,
  addItems: (username: string, items: readonly NewItem[]) => addItems(ports, username, items),
  removeItem: (username: string, key: ItemKey) => removeItem(ports.carts, username, key),
  seedCart: () => seedCart(ports.carts, ports.now()),
});

export type UseCases = ReturnType<typeof createUseCases>;
