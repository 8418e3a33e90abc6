import { describeSigningKeyRepository } from "../../../test/signing-key-repository.contract.ts";
import { createMemorySigningKeyRepository } from "./signing-key-repository.ts";

describeSigningKeyRepository("memory", async () => ({
  repository: createMemorySigningKeyRepository(),
  async [Symbol.asyncDispose]() {},
}));
