import type { Cart } from "#domain/shopping-cart.ts";

/** What a decision about a cart rests on; it stays true until the decision is stored. */
export type LockedCart = {
  readonly cart: Cart;
  /** Those of the request ids at hand that were applied to this cart before. */
  readonly applied: ReadonlySet<string>;
};

/** What to store, if anything, and what to tell the caller. */
export type Decision<Result> = { readonly store?: Cart; readonly result: Result };

/** Where carts are kept, and which requests were applied to them of late. Every call may fail with an UnavailableError. */
export type CartRepository = {
  /**
   * Of two racing calls for one user exactly one succeeds.
   *
   * @throws CartError `CART_ALREADY_EXISTS`
   */
  create(cart: Cart): Promise<void>;

  find(username: string): Promise<Cart | undefined>;

  /**
   * Stores the cart that `decide` makes, and all of the request ids as applied, in one step that no other update of the
   * cart comes between. When `decide` stores nothing or throws, nothing is changed. It must be quick and pure: the cart
   * is locked meanwhile.
   *
   * @throws CartError `CART_NOT_FOUND`
   */
  update<Result>(
    username: string,
    requestIds: readonly string[],
    decide: (locked: LockedCart) => Decision<Result>,
  ): Promise<Result>;
};

/** How long a request id is remembered: a retry after it would add again. */
export const REQUEST_RETENTION_MS = 24 * 60 * 60 * 1000;
