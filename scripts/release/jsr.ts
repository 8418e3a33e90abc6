import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { filesIn } from "../new/tree.ts";
import { type Library, librariesIn, type Manifest } from "./libraries.ts";

/** What JSR takes: sources, and a deno.json that says of them what package.json says of what is built. */
export function jsrConfig({ name, version, license, exports, dependencies }: Manifest): object {
  const others = Object.entries(dependencies ?? {}).filter(([other]) => !other.startsWith("@hexmart/"));
  return {
    name,
    version,
    license,
    exports,
    // Other libraries are members of the same workspace, and found by their names.
    imports: Object.fromEntries(others.flatMap(([other, range]) => specifiers(other, range))),
  };
}

/** A dependency, and what lies in it. */
function specifiers(name: string, range: string): [string, string][] {
  return [
    [name, `npm:${name}@${range}`],
    [`${name}/`, `npm:/${name}@${range}/`],
  ];
}

/**
 * What is worth having as sources, on Deno above all. The others extend npm packages whose types they add to (Fastify),
 * or are read by tools in node_modules, which JSR does not allow.
 */
const onJsr = ["auth", "grpc", "money", "page-token", "runtime", "transcode"];

export const jsrLibraries = (root: string): Library[] =>
  librariesIn(root).filter(({ folder }) => onJsr.includes(basename(folder)));

/** Copies the sources of every library into a workspace of Deno, without their tests. */
export function stageForJsr(root: string, staging: string): void {
  const libraries = jsrLibraries(root);
  for (const { folder, manifest } of libraries) {
    const target = join(staging, basename(folder));
    const files = filesIn(join(root, folder)).filter((path) => isPublished(path));
    for (const path of files) {
      mkdirSync(dirname(join(target, path)), { recursive: true });
      copyFileSync(join(root, folder, path), join(target, path));
    }
    copyFileSync(join(root, "LICENSE"), join(target, "LICENSE"));
    writeFileSync(join(target, "deno.json"), `${JSON.stringify(jsrConfig(manifest), null, 2)}\n`);
  }
  const members = libraries.map(({ folder }) => `./${basename(folder)}`);
  writeFileSync(
    join(staging, "deno.json"),
    `${JSON.stringify({ workspace: members, nodeModulesDir: "none" }, null, 2)}\n`,
  );
}

const isPublished = (path: string) =>
  !/(^test|^proto|\/testing)\/|\.(test|contract)\.ts$/.test(path) && /\.ts$|^[A-Z]+\.md$/.test(path);
