import { describeRunLog, type TestRun } from "../../test/run-log.contract.ts";
import { createMemoryRunLog } from "./memory-run-log.ts";

describeRunLog("memory", async () => {
  const storage: { pending?: TestRun } = {};
  return { reopen: async () => createMemoryRunLog(storage), async [Symbol.asyncDispose]() {} };
});
