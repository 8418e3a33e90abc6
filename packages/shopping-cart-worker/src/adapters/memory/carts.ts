import { add, type Money, multiply, zero } from "@hexmart/money";
import type { NewItem } from "#domain/cart.ts";
import { DependencyError } from "#domain/errors.ts";
import type { Carts } from "#ports/carts.ts";

/** As many pieces as the shopping-cart service lets an item have. */
const MAX_QUANTITY = 50_000;

type Held = { readonly items: Map<string, NewItem>; readonly applied: Set<string> };

/** Carts in this process, for tests and for trying the worker without a shop, in which every product has one price. */
export function createMemoryCarts({ price }: { readonly price: Money }): Carts {
  const carts = new Map<string, Held>();
  const keyOf = ({ productId, color }: { productId: string; color: string }) => `${productId}/${color}`;

  function totalsOf({ items }: Held) {
    if (items.size === 0) return [];
    const total = [...items.values()].map(({ quantity }) => multiply(price, quantity)).reduce(add);
    return [{ listTotal: total, discountTotal: zero(price.currencyCode), total }];
  }

  return {
    async find(username) {
      const items = carts.get(username)?.items;
      if (items === undefined) return undefined;
      const keys = [...items.values()].map(({ productId, color }) => ({ productId, color }));
      return { itemCount: keys.length, first: keys.slice(0, 1_000) };
    },

    async create(username) {
      if (!carts.has(username)) carts.set(username, { items: new Map(), applied: new Set() });
    },

    async remove(username, keys) {
      for (const key of keys) carts.get(username)?.items.delete(keyOf(key));
    },

    async add(username, chunks, { signal }) {
      const cart = carts.get(username);
      if (cart === undefined) throw new DependencyError("shopping-cart", "NOT_FOUND", { message: "there is no cart" });
      let added = 0;
      let duplicates = 0;
      let refused = 0;
      for await (const chunk of chunks) {
        signal.throwIfAborted();
        for (const item of chunk) {
          if (cart.applied.has(item.requestId)) {
            duplicates++;
            continue;
          }
          const quantity = (cart.items.get(keyOf(item))?.quantity ?? 0) + item.quantity;
          if (quantity > MAX_QUANTITY) {
            refused++;
            continue;
          }
          cart.items.set(keyOf(item), { ...item, quantity });
          cart.applied.add(item.requestId);
          added++;
        }
      }
      const refusals =
        refused === 0 ? [] : [{ reason: "QUANTITY_TOO_LARGE", count: refused, example: `more than ${MAX_QUANTITY}` }];
      return { added, duplicates, refused, refusals, totals: added + duplicates === 0 ? [] : totalsOf(cart) };
    },
  };
}
