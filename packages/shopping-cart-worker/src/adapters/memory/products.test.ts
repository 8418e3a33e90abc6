import { describeProducts } from "../../../test/products.contract.ts";
import { createMemoryProducts } from "./products.ts";

describeProducts("memory", async (ids) => ({
  products: createMemoryProducts(ids),
  async [Symbol.asyncDispose]() {},
}));
