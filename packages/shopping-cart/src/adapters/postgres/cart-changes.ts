import type { Database } from "@hexmart/postgres";
import type { CartChanges, OnChange } from "#ports/cart-changes.ts";

/** Where a changed cart is announced, in the transaction that changes it, by the name of its user. */
export const CHANNEL = "shopping_cart.changed";

// #region listen
/** One connection for all who watch, until the database is closed. */
export async function listenToCartChanges(database: Database): Promise<CartChanges> {
  const subscribers = new Set<OnChange>();
  const tell: OnChange = (username) => {
    for (const onChange of subscribers) onChange(username);
  };
  await database.listen({ channel: CHANNEL, onNotification: tell, onGap: () => tell(undefined) });
  return {
    subscribe(onChange) {
      subscribers.add(onChange);
      return () => void subscribers.delete(onChange);
    },
  };
}
// #endregion listen
