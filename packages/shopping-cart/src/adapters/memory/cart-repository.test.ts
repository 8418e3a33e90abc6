import { describeCartRepository } from "../../../test/cart-repository.contract.ts";
import { createMemoryCartRepository } from "./cart-repository.ts";

describeCartRepository("memory", async (clock) => ({
  repository: createMemoryCartRepository(clock),
  async [Symbol.asyncDispose]() {},
}));
