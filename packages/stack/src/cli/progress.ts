import { topology } from "../../topology.ts";
import type { Progress } from "../start-and-wait.ts";
import { paint } from "./paint.ts";

/** A line for each part that has come up, with what it is for. */
export function describeProgress({ part, state, ms }: Progress): string | undefined {
  if (state !== "ready") return undefined;
  const does = part === "postgres" ? "PostgreSQL, for everyone's data" : topology[part].does;
  return `  ${paint("green", "✓")} ${part.padEnd(22)}${`${ms} ms`.padStart(8)}   ${paint("dim", does)}`;
}
