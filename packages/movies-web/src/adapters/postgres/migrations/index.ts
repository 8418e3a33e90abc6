import { Migration0001Sessions } from "./0001-sessions.ts";

/** In the order in which they are applied. */
export const migrations = [Migration0001Sessions];
