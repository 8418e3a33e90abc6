import { copyItems, copyRequests } from "../items.ts";
import { moveRows } from "./job.ts";

// All rows that the cart service writes: with each item the request by which it knows a retry.
await moveRows(async (rows, job) => {
  const copied = await copyItems(rows, job);
  return Math.min(copied, await copyRequests(rows, job));
});
