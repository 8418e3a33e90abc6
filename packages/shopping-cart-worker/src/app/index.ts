import { type FillCartOptions, fillCart, type Ports } from "./fill-cart.ts";

/** The menu: everything the shopping-cart worker can do. */
export const createUseCases = (ports: Ports) => ({
  fillCart: (options: FillCartOptions) => fillCart(ports, options),
});
