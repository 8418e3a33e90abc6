import { describeBulkInserts } from "../../../test/bulk-inserts.contract.ts";
import { createMemoryBulkInserts } from "./bulk-inserts.ts";
import { createMemoryProductRepository } from "./product-repository.ts";

describeBulkInserts("memory", async () => {
  const products = createMemoryProductRepository();
  return { products, bulkInserts: createMemoryBulkInserts(products), async [Symbol.asyncDispose]() {} };
});
