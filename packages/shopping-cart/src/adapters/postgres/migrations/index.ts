import { Migration0001Carts } from "./0001-carts.ts";
import { Migration0002LargeCarts } from "./0002-large-carts.ts";
import { Migration0003StoredByCopy } from "./0003-stored-by-copy.ts";

/** In the order in which they are applied. */
export const migrations = [Migration0001Carts, Migration0002LargeCarts, Migration0003StoredByCopy];
