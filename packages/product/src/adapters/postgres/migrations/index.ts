import { Migration0001Products } from "./0001-products.ts";
import { Migration0002BulkInserts } from "./0002-bulk-inserts.ts";
import { Migration0003ListsAndChanges } from "./0003-lists-and-changes.ts";

/** In the order in which they are applied. */
export const migrations = [Migration0001Products, Migration0002BulkInserts, Migration0003ListsAndChanges];
