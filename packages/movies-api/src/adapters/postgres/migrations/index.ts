import { Migration0001Movies } from "./0001-movies.ts";

/** In the order in which they are applied. */
export const migrations = [Migration0001Movies];
