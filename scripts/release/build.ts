import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { filesIn } from "../new/tree.ts";
import { quiet } from "../root.ts";
import { librariesIn } from "./libraries.ts";
import { publishedManifest } from "./manifest.ts";

/**
 * Builds every library into a folder of its own below `staging`, as it is published: JavaScript and declarations by
 * tsc, and a manifest that exports those. Answers the folders by name.
 *
 * What a library depends on is resolved to what has been built of it before, so that the declarations name what is
 * published rather than sources.
 */
export function buildLibraries(root: string, staging: string): Map<string, string> {
  const libraries = librariesIn(root);
  const versions = new Map(libraries.map(({ manifest }) => [manifest.name, manifest.version]));
  linkModules(root, staging);
  const built = new Map<string, string>();
  for (const library of libraries) {
    const { folder, manifest } = library;
    const output = join(staging, folder);
    copySources(join(root, folder), output, Object.values(manifest.exports ?? {}));
    // First of all: it says that the sources are modules.
    writeFileSync(
      join(output, "package.json"),
      `${JSON.stringify(publishedManifest(manifest, folder, versions), null, 2)}\n`,
    );
    compile(root, output);
    copyFileSync(join(root, "LICENSE"), join(output, "LICENSE"));
    copyFileSync(join(root, folder, "README.md"), join(output, "README.md"));
    const changes = join(root, folder, "CHANGELOG.md");
    if (existsSync(changes)) copyFileSync(changes, join(output, "CHANGELOG.md"));
    symlinkSync(output, join(staging, "node_modules", manifest.name), "junction");
    built.set(manifest.name, output);
  }
  return built;
}

function linkModules(root: string, staging: string): void {
  mkdirSync(join(staging, "node_modules", "@hexmart"), { recursive: true });
  for (const entry of readdirSync(join(root, "node_modules"), { withFileTypes: true })) {
    if (entry.name === "@hexmart" || entry.isFile()) continue;
    symlinkSync(join(root, "node_modules", entry.name), join(staging, "node_modules", entry.name), "junction");
  }
}

const isTest = (path: string) => /(^test|\/testing)\/|\.(test|contract)\.ts$/.test(path);

/** Sources to compile, and beside the built ones what they read at run time: templates, styles, presets. */
function copySources(from: string, to: string, exported: readonly string[]): void {
  const left = ["package.json", "tsconfig.json", "turbo.json", "buf.gen.yaml", "jsr.json"];
  for (const path of filesIn(from)) {
    const own = left.includes(path) && !exported.includes(`./${path}`);
    if (own || isTest(path) || /^proto\/|\.md$/.test(path)) continue;
    const target = join(to, path.endsWith(".ts") ? "" : "dist", path);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(from, path), target);
  }
}

function compile(root: string, output: string): void {
  const preset = JSON.parse(readFileSync(join(root, "packages/tooling/tsconfig.json"), "utf8"));
  const compilerOptions = {
    ...preset.compilerOptions,
    noEmit: false,
    declaration: true,
    rewriteRelativeImportExtensions: true,
    rootDir: ".",
    outDir: "dist",
    typeRoots: [relative(output, join(root, "node_modules/@types"))],
  };
  const config = join(output, "tsconfig.json");
  writeFileSync(config, JSON.stringify({ compilerOptions, include: ["src", "gen"] }));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", config], { encoding: "utf8", env: quiet() });
  if (status !== 0) throw new Error(`Cannot build ${output}:\n${stdout.slice(0, 4000)}`);
  for (const path of filesIn(join(output, "dist")).filter((file) => file.endsWith(".d.ts")))
    withoutTypeScript(join(output, "dist", path));
}

/** tsc rewrites the endings of imports in JavaScript alone; a declaration would name a source that is not published. */
function withoutTypeScript(file: string): void {
  const text = readFileSync(file, "utf8");
  writeFileSync(
    file,
    text
      .replace(/((?:from|import\()\s*"\.{1,2}\/[^"]*)\.ts"/g, '$1.js"')
      .replace(/^(import "\.{1,2}\/[^"]*)\.ts"/gm, '$1.js"'),
  );
}
