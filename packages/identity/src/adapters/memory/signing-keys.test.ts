import { describeSigningKeys } from "../../../test/signing-keys.contract.ts";
import { createMemorySigningKeys } from "./signing-keys.ts";

describeSigningKeys("memory", async () => {
  const keys = createMemorySigningKeys();
  return { repository: keys, changes: keys, async [Symbol.asyncDispose]() {} };
});
