import type { Logger } from "#ports/logger.ts";
import type { ProductCatalogue } from "#ports/product-catalogue.ts";
import type { Retry } from "#ports/retry.ts";
import { insertProducts } from "./insert-products.ts";

/** What the application needs from outside. */
export type Ports = {
  readonly catalogue: ProductCatalogue;
  readonly retry: Retry;
  readonly logger: Logger;
  /** The time. */
  readonly now: () => Date;
  /** Makes a UUIDv7. */
  readonly newId: () => string;
  /** A number in [0, 1). */
  readonly random: () => number;
};

/** The menu: everything the product worker can do. */
export const createUseCases = (ports: Ports) => ({
  insertProducts: (options: { readonly size: number; readonly signal: AbortSignal }) => insertProducts(ports, options),
});
