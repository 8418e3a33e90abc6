import process from "node:process";
import { beMeasured, type Count } from "../../measured.ts";

/** Where a client process was told to call, and with which token. */
export const [address = "", token = ""] = process.argv.slice(2);

/** As many calls at a time as h2load makes. */
const inFlight = 128;

/** Calls on and on, over one connection, while it is told to. A call that fails ends the process. */
export async function keepCalling(call: () => Promise<unknown>): Promise<void> {
  let working = false;

  async function callInALoop(count: Count): Promise<void> {
    while (working) {
      await call();
      count.calls += 1;
    }
  }

  let count: Count = { calls: 0 };
  await beMeasured(
    async (own) => {
      count = own;
      await call();
      return {};
    },
    async (order) => {
      working = order === "work";
      for (let caller = 0; working && caller < inFlight; caller += 1) void callInALoop(count);
    },
  );
}
