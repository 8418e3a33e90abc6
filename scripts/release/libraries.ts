import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string>>;
  readonly imports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  /** What only the published manifest has. */
  readonly publishConfig?: Readonly<Record<string, unknown>>;
} & Readonly<Record<string, unknown>>;

/** A package of the workspace that others may depend on from npm and JSR. */
export type Library = { readonly folder: string; readonly manifest: Manifest };

const published = ["library", "kernel", "testing", "tooling"];

/** Every library, each after those that it depends on. */
export function librariesIn(root: string): Library[] {
  const read = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8"));
  const found = globSync("packages/*/turbo.json", { cwd: root })
    .map((path) => dirname(path).replaceAll("\\", "/"))
    .filter((folder) => read(`${folder}/turbo.json`).tags?.some((tag: string) => published.includes(tag)))
    .map((folder): Library => ({ folder, manifest: read(`${folder}/package.json`) }))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
  const sorted: Library[] = [];
  const add = (library: Library) => {
    if (sorted.includes(library)) return;
    for (const other of found) if (other.manifest.name in (library.manifest.dependencies ?? {})) add(other);
    sorted.push(library);
  };
  for (const library of found) add(library);
  return sorted;
}
