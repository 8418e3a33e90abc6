import { describeStores } from "../../../test/sessions.contract.ts";
import { createMemoryLoginAttempts } from "./login-attempts.ts";
import { createMemorySessions } from "./sessions.ts";
import { createMemoryUsedTokens } from "./used-tokens.ts";

describeStores("memory", async () => ({
  sessions: createMemorySessions(),
  attempts: createMemoryLoginAttempts(),
  usedTokens: createMemoryUsedTokens(),
  [Symbol.asyncDispose]: async () => undefined,
}));
