import { Migration0001Identity } from "./0001-identity.ts";

/** In the order in which they are applied. */
export const migrations = [Migration0001Identity];
