import { relative } from "node:path";
import process from "node:process";
import { createConfig, lint } from "@redocly/openapi-core";
import { documents } from "./openapi-documents.ts";

/** What redocly's strictest rules find wrong in an OpenAPI document, one sentence each. */
export async function problemsIn(file: string): Promise<string[]> {
  const config = await createConfig({ extends: ["recommended-strict"] });
  const problems = await lint({ ref: file, config });
  return problems.map(({ ruleId, message, location: [place] }) => `${place?.pointer ?? "#/"} ${ruleId}: ${message}`);
}

if (import.meta.main) {
  for (const file of documents) {
    for (const problem of await problemsIn(file)) {
      console.error(`${relative(process.cwd(), file)} ${problem}`);
      process.exitCode = 1;
    }
  }
}
