import { describeCartChanges } from "../../../test/cart-changes.contract.ts";
import { describeCartRepository } from "../../../test/cart-repository.contract.ts";
import { createMemoryCartRepository } from "./cart-repository.ts";

describeCartRepository("memory", async (clock) => ({
  repository: createMemoryCartRepository(clock),
  async [Symbol.asyncDispose]() {},
}));

describeCartChanges("memory", async () => {
  const carts = createMemoryCartRepository();
  return { here: carts, elsewhere: carts, changes: carts, async [Symbol.asyncDispose]() {} };
});
