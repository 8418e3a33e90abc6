import type * as z from "zod";
import type { Page } from "#ports/page.ts";
import { columns, type Given, type Option, UsageError } from "./command.ts";

const PAGE = 200;

/** What an operator typed, checked as the configuration would be. */
export function check<Schema extends z.ZodType>(schema: Schema, typed: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(typed);
  if (success) return data;
  // The values may be passwords: only what is wrong with them is said.
  throw new UsageError(error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
}

export const pageOptions = (key: string): Record<string, Option> => ({
  after: { type: "string", value: key, help: `go on after this one: ${PAGE} are listed at a time` },
});

export function pageOf({ after }: Given["options"]): Page {
  return { limit: PAGE, ...(typeof after === "string" && { after }) };
}

/** A page of a list, and how to see the next one. */
export function listed(rows: readonly (readonly string[])[], { after }: Given["options"], empty: string): string {
  if (rows.length === 0) return after === undefined ? empty : "There is nothing more.";
  const more = rows.length === PAGE ? `\n\nThere may be more: add --after ${rows.at(-1)?.[0]}` : "";
  return columns(rows) + more;
}
