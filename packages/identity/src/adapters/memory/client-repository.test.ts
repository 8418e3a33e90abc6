import { describeClientRepository } from "../../../test/client-repository.contract.ts";
import { createMemoryClientRepository } from "./client-repository.ts";

describeClientRepository("memory", async () => ({
  repository: createMemoryClientRepository(),
  async [Symbol.asyncDispose]() {},
}));
