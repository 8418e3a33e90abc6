import { Migration0001Products } from "./0001-products.ts";

/** In the order in which they are applied. */
export const migrations = [Migration0001Products];
