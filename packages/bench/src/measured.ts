import process from "node:process";
import type { Usage } from "./child.ts";

/** What a measured process counts up: once for each call. */
export type Count = { calls: number };

/**
 * The life of a measured process, the other side of child.ts: starts, says that it is ready, tells its usage whenever it
 * is asked, obeys orders, and ends with the process that started it.
 */
export async function beMeasured<Ready extends object>(
  start: (count: Count) => Promise<Ready>,
  obey: (order: string) => Promise<void> = async () => {},
): Promise<void> {
  const count: Count = { calls: 0 };
  process.on("disconnect", () => process.exit(0));
  process.on("message", async (order: string) => {
    if (order === "usage") {
      const { user, system } = process.cpuUsage();
      process.send?.({ cpuUs: user + system, calls: count.calls } satisfies Usage);
    } else {
      await obey(order);
      process.send?.("done");
    }
  });
  process.send?.(await start(count));
}
