import { insertProducts, type Ports } from "./insert-products.ts";

/** The menu: everything the product worker can do. */
export const createUseCases = (ports: Ports) => ({
  insertProducts: (options: { readonly size: number; readonly signal: AbortSignal }) => insertProducts(ports, options),
});
