/** Publishes every library whose version is not there yet: to npm as it was built, to JSR as sources. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeTree } from "../new/tree.ts";
import { quiet, root } from "../root.ts";
import { buildLibraries } from "./build.ts";
import { stageForJsr } from "./jsr.ts";
import { librariesIn } from "./libraries.ts";
import { npm } from "./pack.ts";

const help = `Usage: npm run release [-- --dry-run]

Publishes the libraries: to npm, built, with provenance; to JSR, as sources. What is published already is left out, so a
release that stopped half-way is repeated. Run by the workflow "release" only: its identity is the credential.`;

const dryRun = process.argv.includes("--dry-run");
if (process.argv.includes("--help")) console.log(help);
else release();

function release(): void {
  const versions = new Map(librariesIn(root).map(({ manifest: { name, version } }) => [name, version]));
  const staging = realpathSync(mkdtempSync(join(tmpdir(), "hexmart-release-")));
  try {
    for (const [name, folder] of buildLibraries(root, join(staging, "npm"))) {
      const release = `${name}@${versions.get(name)}`;
      if (!dryRun && isOnNpm(release)) console.log(`${release} is on npm already`);
      // Provenance is an attestation of the workflow: there is none to try.
      else console.log(npm(["publish", ...(dryRun ? ["--dry-run", "--provenance=false"] : [])], folder));
    }
    mkdirSync(join(staging, "jsr"));
    stageForJsr(root, join(staging, "jsr"));
    publishToJsr(join(staging, "jsr"));
  } finally {
    removeTree(staging);
  }
}

function isOnNpm(release: string): boolean {
  try {
    return npm(["view", release, "version"], root).trim() !== "";
  } catch {
    // npm fails for a package that nobody has published.
    return false;
  }
}

/** Deno itself leaves out what JSR has. Types that zod infers are slow for JSR's documents, and exact for users. */
function publishToJsr(folder: string): void {
  const deno = join(root, "node_modules/deno/bin.cjs");
  const args = ["publish", "--allow-dirty", "--allow-slow-types", ...(dryRun ? ["--dry-run"] : [])];
  const { status } = spawnSync(process.execPath, [deno, ...args], { cwd: folder, stdio: "inherit", env: quiet() });
  if (status !== 0)
    throw new Error("Cannot publish to JSR: deno publish says why above. Mend it, and run the release again");
}
