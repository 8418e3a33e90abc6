/** Writes the types of each OpenAPI document, and the document itself, below the folder that is given. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import openapiTs, { astToString } from "openapi-typescript";
import { parse } from "yaml";
import { documents } from "./openapi-documents.ts";

const output = join(resolve(process.argv[2] ?? join(import.meta.dirname, "..")), "contracts", "gen", "openapi");
mkdirSync(output, { recursive: true });
for (const file of documents) {
  const types = astToString(await openapiTs(pathToFileURL(file)));
  const document = JSON.stringify(parse(readFileSync(file, "utf8")), null, 2);
  const name = basename(file, ".yaml");
  const head = `// Generated from contracts/openapi/${name}.yaml; do not edit.\n`;
  // A module, and not a file of JSON: it is imported in the same way by Node, Deno and jest.
  writeFileSync(join(output, `${name}.ts`), `${head}${types}\nexport const document = ${document};\n`);
}
