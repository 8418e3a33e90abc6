import { cartNotFound } from "#domain/errors.ts";
import type { CartRepository, ItemQuery, PlacedItem } from "#ports/cart-repository.ts";

/** Some items in their order, and whether there are more behind them. */
export type ItemPage = { readonly items: readonly PlacedItem[]; readonly hasMore: boolean };

/**
 * Asks for one more than it answers: nothing else tells a last page that is full from one with more behind it.
 *
 * @throws CartError `CART_NOT_FOUND`
 */
export async function listItems(carts: CartRepository, username: string, query: ItemQuery): Promise<ItemPage> {
  const found = await carts.list(username, { ...query, limit: query.limit + 1 });
  if (found === undefined) throw cartNotFound(username);
  return { items: found.slice(0, query.limit), hasMore: found.length > query.limit };
}
