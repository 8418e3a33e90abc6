import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A TypeScript source, its path relative to the root of the monorepo and written with slashes. */
export type SourceFile = { path: string; text: string };

/** A package of the monorepo, as package.json, turbo.json and its sources describe it. */
export type Package = {
  name: string;
  directory: string;
  tags: readonly string[];
  imports: Readonly<Record<string, string>>;
  /** The line of package.json that has `exports`, if it has any. */
  exportsLine: number | undefined;
  files: readonly SourceFile[];
};

/** Everything that the rules look at. `loose` sources belong to no package. */
export type Workspace = { packages: readonly Package[]; loose: readonly SourceFile[] };

const outside = new Set(["node_modules", "gen", "coverage"]);

/** Reads a monorepo of npm workspaces from disk. Throws where `root` is none: nothing found must not look like nothing wrong. */
export function readWorkspace(root: string): Workspace {
  const globs = existsSync(join(root, "package.json")) ? readJson(join(root, "package.json")).workspaces : undefined;
  if (!isStrings(globs)) {
    throw new Error(
      `Cannot check the rooms of ${root}: its package.json names no workspaces. Give the root of the monorepo.`,
    );
  }
  const directories = globs
    .flatMap((glob) => globSync(`${glob}/package.json`, { cwd: root }))
    .map((path) => path.replaceAll("\\", "/").slice(0, -"/package.json".length))
    .sort();
  return {
    packages: directories.map((directory) => readPackage(root, directory)),
    loose: existsSync(join(root, "scripts")) ? readSources(root, "scripts") : [],
  };
}

function readPackage(root: string, directory: string): Package {
  const text = readFileSync(join(root, directory, "package.json"), "utf8");
  const manifest = readJson(join(root, directory, "package.json"));
  const turbo = join(root, directory, "turbo.json");
  const tags = existsSync(turbo) ? readJson(turbo).tags : [];
  const line = text.split("\n").findIndex((candidate) => /"exports"\s*:/.test(candidate));
  return {
    name: String(manifest.name),
    directory,
    tags: isStrings(tags) ? tags : [],
    imports: isRecord(manifest.imports) ? strings(manifest.imports) : {},
    exportsLine: manifest.exports === undefined ? undefined : line + 1,
    files: readSources(root, directory),
  };
}

function readSources(root: string, directory: string): SourceFile[] {
  return readdirSync(join(root, directory), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${directory}/${entry.name}`;
      if (entry.isDirectory()) {
        return outside.has(entry.name) || entry.name.startsWith(".") ? [] : readSources(root, path);
      }
      return /\.[mc]?tsx?$/.test(entry.name) ? [{ path, text: readFileSync(join(root, path), "utf8") }] : [];
    });
}

function readJson(path: string): Record<string, unknown> {
  const value: unknown = JSON.parse(readFileSync(path, "utf8"));
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function strings(value: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
