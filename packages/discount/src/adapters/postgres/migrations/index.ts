import { Migration0001Discounts } from "./0001-discounts.ts";

/** In the order in which they are applied. */
export const migrations = [Migration0001Discounts];
