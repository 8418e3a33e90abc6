import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root.ts";
import { documents } from "./documents.ts";

for (const { path, write } of documents) writeFileSync(join(root, path), await write());
