import { Migration0001Carts } from "./0001-carts.ts";

/** In the order in which they are applied. */
export const migrations = [Migration0001Carts];
