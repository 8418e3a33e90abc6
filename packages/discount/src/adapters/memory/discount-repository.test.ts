import { describeDiscountRepository } from "../../../test/discount-repository.contract.ts";
import { createMemoryDiscountRepository } from "./discount-repository.ts";

describeDiscountRepository("memory", async () => ({
  repository: createMemoryDiscountRepository(),
  async [Symbol.asyncDispose]() {},
}));
