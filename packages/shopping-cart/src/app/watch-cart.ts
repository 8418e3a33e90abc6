import type { Cart } from "#domain/shopping-cart.ts";
import type { CartChanges } from "#ports/cart-changes.ts";
import type { CartRepository } from "#ports/cart-repository.ts";
import { getCart } from "./get-cart.ts";

/** What watching needs. `stopping` aborts, with the error that watchers are to see, when the process is about to end. */
export type WatchPorts = {
  readonly carts: CartRepository;
  readonly changes: CartChanges;
  readonly stopping: AbortSignal;
};

/**
 * The cart now, and again whenever it has changed, until the signal aborts. However many changes come between two reads,
 * the next one sees the latest state: nothing is kept for a slow reader but that there is news.
 *
 * @throws CartError `CART_NOT_FOUND`
 */
export async function* watchCart(
  { carts, changes, stopping }: WatchPorts,
  username: string,
  signal: AbortSignal,
): AsyncGenerator<Cart, undefined> {
  let wake = () => {};
  const wakeUp = () => wake();
  const ends = [signal, stopping];
  const unsubscribe = changes.subscribe((changed) => {
    if (changed === undefined || changed === username) wake();
  });
  for (const end of ends) end.addEventListener("abort", wakeUp);
  try {
    for (;;) {
      for (const end of ends) end.throwIfAborted();
      // What changes while the cart is read wakes at once.
      const news = new Promise<void>((resolve) => {
        wake = resolve;
      });
      yield await getCart(carts, username);
      await news;
    }
  } finally {
    unsubscribe();
    for (const end of ends) end.removeEventListener("abort", wakeUp);
  }
}
