import { cartAlreadyExists, cartNotFound } from "#domain/errors.ts";
import type { Cart } from "#domain/shopping-cart.ts";
import { type CartRepository, REQUEST_RETENTION_MS } from "#ports/cart-repository.ts";

/** Keeps carts in this process: for tests, and for a service that needs no database. */
export function createMemoryCartRepository(clock: { now(): number } = Date): CartRepository {
  const carts = new Map<string, { cart: Cart; readonly appliedAt: Map<string, number> }>();
  return {
    async create(cart) {
      if (carts.has(cart.username)) throw cartAlreadyExists(cart.username);
      carts.set(cart.username, { cart, appliedAt: new Map() });
    },

    async find(username) {
      return carts.get(username)?.cart;
    },

    // Between its first and its last line nothing else runs, so that no lock is needed.
    async update(username, requestIds, decide) {
      const held = carts.get(username);
      if (held === undefined) throw cartNotFound(username);
      const now = clock.now();
      forget(held.appliedAt, now - REQUEST_RETENTION_MS);
      const applied = new Set(requestIds.filter((id) => held.appliedAt.has(id)));
      const { store, result } = decide({ cart: held.cart, applied });
      if (store !== undefined) {
        held.cart = store;
        for (const id of requestIds) if (!applied.has(id)) held.appliedAt.set(id, now);
      }
      return result;
    },
  };
}

/** The oldest come first, in the order in which they were put in. */
function forget(appliedAt: Map<string, number>, before: number): void {
  for (const [id, at] of appliedAt) {
    if (at >= before) return;
    appliedAt.delete(id);
  }
}
