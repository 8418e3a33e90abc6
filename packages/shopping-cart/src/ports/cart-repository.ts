import type { Applied } from "#domain/additions.ts";
import type { Cart, Item, ItemKey, Slice } from "#domain/shopping-cart.ts";

/** What of a cart a decision is about: never the whole of it, which may be large. */
export type Subject = {
  readonly username: string;
  /** The items that may change. */
  readonly keys: readonly ItemKey[];
  /** The requests that may have been applied before. */
  readonly requestIds: readonly string[];
  /**
   * Whether most likely the cart holds none of the items, and none of the requests was applied. It changes no outcome:
   * who looks for them may take the decision as though so, and look only where that turns out wrong.
   */
  readonly likelyNew?: boolean;
};

/** What a decision about a cart rests on; it stays true until the decision is stored. */
export type LockedCart = {
  /** Those items of the subject that the cart holds. */
  readonly slice: Slice;
  /** Those requests of the subject that were applied to this cart before, and how. */
  readonly applied: ReadonlyMap<string, Applied>;
};

/** What becomes of a cart. Items beyond the subject stay as they are. */
export type Change = {
  /** Items that are new, in their order, or other than before. */
  readonly put?: readonly Item[];
  /** Items that the cart is not to hold any more. */
  readonly removed?: readonly ItemKey[];
  /** Requests that are applied by this change. */
  readonly applied?: ReadonlyMap<string, Applied>;
};

/** What to store, if anything, and what to tell the caller. */
export type Decision<Result> = { readonly store?: Change; readonly result: Result };

/** An item and its place: those that were added later have higher ones. */
export type PlacedItem = { readonly item: Item; readonly position: number };

export type ItemQuery = {
  /** Only items behind this place; 0 to start with the first. */
  readonly after: number;
  /** At most this many. */
  readonly limit: number;
};

/** Where carts are kept, and which requests were applied to them of late. Every call may fail with an UnavailableError. */
export type CartRepository = {
  /**
   * Of two racing calls for one user exactly one succeeds.
   *
   * @throws CartError `CART_ALREADY_EXISTS`
   */
  create(username: string, items: readonly Item[]): Promise<void>;

  /** The cart with at most so many of its items: the first ones. */
  find(username: string, limit: number): Promise<Cart | undefined>;

  /** The next items in their order, or undefined where there is no cart. A page costs the same wherever it lies. */
  list(username: string, query: ItemQuery): Promise<readonly PlacedItem[] | undefined>;

  /**
   * Removes all items of a cart; what requests were applied is remembered.
   *
   * @throws CartError `CART_NOT_FOUND`
   */
  clear(username: string): Promise<void>;

  /**
   * Stores the change that `decide` makes in one step that no other change of the cart comes between. When `decide`
   * stores nothing or throws, nothing is changed. It must be quick and pure: the cart is locked meanwhile, and it may be
   * called again.
   *
   * @throws CartError `CART_NOT_FOUND`
   */
  update<Result>(subject: Subject, decide: (locked: LockedCart) => Decision<Result>): Promise<Result>;
};

/** How long a request id is remembered: a retry after it would add again. */
export const REQUEST_RETENTION_MS = 24 * 60 * 60 * 1000;
