import { describeProductRepository } from "../../../test/product-repository.contract.ts";
import { createMemoryProductRepository } from "./product-repository.ts";

describeProductRepository("memory", async () => ({
  repository: createMemoryProductRepository(),
  async [Symbol.asyncDispose]() {},
}));
