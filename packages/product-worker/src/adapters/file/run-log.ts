import { openFileRunLog } from "@hexmart/runtime/worker";
import { z } from "zod";
import type { RunLog } from "#ports/run-log.ts";

/** What is kept of a run: from so little follow all of its products. */
const run = z.object({ id: z.uuid(), time: z.coerce.date(), size: z.int().min(1) });

/** The run log of the product worker in a folder. */
export const openRunLog = (directory: string): Promise<RunLog & Disposable> =>
  openFileRunLog({ directory, worker: "product-worker", run });
