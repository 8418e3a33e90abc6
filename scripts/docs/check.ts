import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root.ts";
import { documents } from "./documents.ts";
import { staleIn } from "./stale.ts";

const read = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined);
const stale = await staleIn(documents, read);
for (const line of stale) console.error(line);
if (stale.length > 0) {
  console.error("A document is not what the code says. Remedy: npm run docs:generate, and commit the result.");
  process.exitCode = 1;
}
