import { describeStore } from "../../../test/store.contract.ts";
import { createMemoryStore } from "./store.ts";

describeStore("memory", async () => ({
  store: createMemoryStore(),
  async [Symbol.asyncDispose]() {},
}));
