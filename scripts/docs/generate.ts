import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root.ts";
import { documents } from "./documents.ts";

for (const { path, write } of documents) {
  const file = join(root, path);
  const text = await write();
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  writeFileSync(file, text);
  console.log(`wrote ${path}`);
}
