import { money } from "@hexmart/money";
import { describeCarts } from "../../../test/carts.contract.ts";
import { createMemoryCarts } from "./carts.ts";

describeCarts("memory", async () => ({
  carts: createMemoryCarts({ price: money("USD", "9.90") }),
  async [Symbol.asyncDispose]() {},
}));
