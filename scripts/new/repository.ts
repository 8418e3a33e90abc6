import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Manifest } from "../release/libraries.ts";
import { contractParts } from "./contract-parts.ts";
import { repositoryFiles } from "./repository-files.ts";
import { filesIn } from "./tree.ts";

export type Extraction = {
  /** The repository that has the package. */
  readonly root: string;
  /** The package, relative to the root. */
  readonly folder: string;
  /** The repository to be: an empty folder. */
  readonly out: string;
  /** What it is called there. */
  readonly name: string;
  /** The packed libraries, by name. */
  readonly tarballs: ReadonlyMap<string, string>;
};

const read = (path: string) => readFileSync(path, "utf8");
const readManifest = (folder: string): Manifest => JSON.parse(read(join(folder, "package.json")));

/**
 * Makes a repository of a package: its sources as they are, its part of the contract as a workspace beside it, the
 * presets written out, and the libraries packed in `vendor/`. Nothing in it refers to where it came from.
 */
export function extract({ root, folder, out, name, tarballs }: Extraction): void {
  const manifest = readManifest(join(root, folder));
  const files = filesIn(join(root, folder)).filter((path) => !["turbo.json", "CHANGELOG.md"].includes(path));
  const sources = files.filter((path) => path.endsWith(".ts")).map((path) => read(join(root, folder, path)));
  for (const path of files) put(out, path, read(join(root, folder, path)));

  const contract =
    manifest.dependencies?.["@hexmart/contracts"] === undefined ? undefined : contractParts(root, sources);
  for (const path of contract?.files ?? []) put(out, path, read(join(root, path)));

  const libraries = librariesOf(root, manifest);
  for (const library of libraries) {
    const tarball = tarballs.get(library);
    if (tarball === undefined) throw new Error(`Cannot vendor ${library}: it was not packed`);
    mkdirSync(join(out, "vendor"), { recursive: true });
    copyFileSync(tarball, join(out, "vendor", basename(tarball)));
  }
  const vendored = new Map(
    libraries.map((library) => [library, `file:vendor/${basename(tarballs.get(library) ?? "")}`]),
  );
  for (const [path, text] of repositoryFiles({ root, name, folder, manifest, contract, vendored }))
    put(out, path, text);
}

/** The libraries that a package needs, and those that these need. The presets are written out instead. */
function librariesOf(root: string, manifest: Manifest): string[] {
  const found = new Set<string>();
  const add = (names: readonly string[]) => {
    for (const name of names) {
      if (!name.startsWith("@hexmart/") || found.has(name)) continue;
      if (["@hexmart/contracts", "@hexmart/tooling", manifest.name].includes(name)) continue;
      found.add(name);
      add(Object.keys(readManifest(join(root, "packages", name.slice("@hexmart/".length))).dependencies ?? {}));
    }
  };
  add(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }));
  return [...found].sort();
}

function put(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
