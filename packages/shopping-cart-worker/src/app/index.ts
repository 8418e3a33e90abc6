import type { Carts } from "#ports/carts.ts";
import type { Logger } from "#ports/logger.ts";
import type { Products } from "#ports/products.ts";
import type { Retry } from "#ports/retry.ts";
import { type FillCartOptions, fillCart } from "./fill-cart.ts";

/** What the application needs from outside. */
export type Ports = {
  readonly carts: Carts;
  readonly products: Products;
  readonly retry: Retry;
  readonly logger: Logger;
  /** The time, in milliseconds. */
  readonly now: () => number;
  /** Makes a UUID. */
  readonly newId: () => string;
  /** The UUID of a product's addition in a run: always the same for the same two. */
  readonly requestIdOf: (runId: string, productId: string) => string;
};

/** The menu: everything the shopping-cart worker can do. */
export const createUseCases = (ports: Ports) => ({
  fillCart: (options: FillCartOptions) => fillCart(ports, options),
});
