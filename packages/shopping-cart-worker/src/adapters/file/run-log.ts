import { openFileRunLog } from "@hexmart/runtime/worker";
import { z } from "zod";
import type { RunLog } from "#ports/run-log.ts";

/** What is kept of a run: with the products that there were at its time, all request ids follow from it. */
const run = z.object({
  id: z.uuid(),
  time: z.coerce.date(),
  username: z.string(),
  wish: z.object({
    color: z.string(),
    quantity: z.int().min(1),
    // JSON leaves out what is undefined.
    discountCode: z
      .string()
      .optional()
      .transform((code) => code),
  }),
  maxProducts: z.int().min(1),
});

/** The run log of the shopping-cart worker in a folder. */
export const openRunLog = (directory: string): Promise<RunLog & Disposable> =>
  openFileRunLog({ directory, worker: "shopping-cart-worker", run });
