import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { renderCompose } from "../deploy/compose.ts";
import { baseDirectory, renderKubernetes } from "../deploy/kubernetes.ts";

/* Writes what the topology says about containers and clusters below a folder: the repository, or one to compare it with. */
const [output = "."] = process.argv.slice(2);
// Without those of services that are no more.
await rm(join(output, baseDirectory), { recursive: true, force: true });
for (const [file, text] of [["compose.yaml", renderCompose()] as const, ...renderKubernetes()]) {
  await mkdir(dirname(join(output, file)), { recursive: true });
  await writeFile(join(output, file), text);
}
