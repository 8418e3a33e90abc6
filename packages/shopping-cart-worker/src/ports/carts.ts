import type { Added, Held, ItemKey, NewItem } from "#domain/cart.ts";
import type { Call } from "./call.ts";

/** The carts of the shop. Every call can be made again, and throws a DependencyError when it fails. */
export type Carts = {
  /** How many items the cart holds, and at most a thousand that were added first; undefined when there is no cart. */
  find(username: string, call: Call): Promise<Held | undefined>;

  /** Makes sure that the user has a cart: one that is there, perhaps since a moment, is as good as a new one. */
  create(username: string, call: Call): Promise<void>;

  /** Makes sure that the cart does not hold the items: at most a thousand. */
  remove(username: string, keys: readonly ItemKey[], call: Call): Promise<void>;

  /**
   * Adds items as they come: a chunk is asked for when the one before has left. What fails the chunks fails the call,
   * with the same error; the chunks before it stay added.
   */
  add(username: string, chunks: AsyncIterable<readonly NewItem[]>, call: Call): Promise<Added>;
};
