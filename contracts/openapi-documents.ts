import { globSync } from "node:fs";
import { join } from "node:path";

/** The OpenAPI documents that are written by hand, as absolute paths. */
export const documents: readonly string[] = globSync("openapi/*.yaml", { cwd: import.meta.dirname }).map((file) =>
  join(import.meta.dirname, file),
);
