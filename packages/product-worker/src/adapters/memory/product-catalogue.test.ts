import type { NewProduct } from "#domain/run.ts";
import { describeProductCatalogue } from "../../../test/product-catalogue.contract.ts";
import { createMemoryProductCatalogue } from "./product-catalogue.ts";

describeProductCatalogue("memory", async () => {
  const stored = new Map<string, NewProduct>();
  return {
    catalogue: createMemoryProductCatalogue(stored),
    stored: () => [...stored.values()],
    async [Symbol.asyncDispose]() {},
  };
});
