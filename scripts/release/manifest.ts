import type { Manifest } from "./libraries.ts";

/** Where the sources of the project are: provenance ties what npm has to it. */
const home = "github.com/hexmart/hexmart";

/**
 * The package.json of what is published. In the workspace a library exports its sources, which run as they are; npm's
 * `publishConfig` cannot change that, and Node strips no types inside of node_modules. So what is built gets a manifest of
 * its own.
 */
export function publishedManifest(manifest: Manifest, folder: string, versions: ReadonlyMap<string, string>): object {
  const { name, version, description, license, type, exports, imports, dependencies, publishConfig } = manifest;
  return {
    name,
    version,
    description,
    license,
    type,
    repository: { type: "git", url: `git+https://${home}.git`, directory: folder },
    homepage: `https://${home}/tree/main/${folder}#readme`,
    engines: { node: ">=22.22" },
    exports: { ...builtPaths(exports), "./package.json": "./package.json" },
    ...(imports && { imports: builtImports(imports) }),
    files: ["dist", "CHANGELOG.md"],
    ...(dependencies && { dependencies: pinned(dependencies, versions) }),
    ...publishConfig,
    publishConfig: { access: "public", provenance: true },
  };
}

type Built = string | { readonly types: string; readonly default: string };

function built(path: string): Built {
  const file = path.replace(/^\.\//, "./dist/");
  if (!file.endsWith(".ts")) return file;
  const stem = file.slice(0, -".ts".length);
  return { types: `${stem}.d.ts`, default: `${stem}.js` };
}

const builtPaths = (paths: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(Object.entries(paths).map(([path, file]) => [path, built(file)]));

/** `#domain/*` stands for files with their endings, and tsc leaves the names of such imports alone. */
const builtImports = (imports: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(imports).map(([name, path]) =>
      name.endsWith("/*") ? [`${name}.ts`, built(`${path}.ts`)] : [name, built(path)],
    ),
  );

/** Libraries are released together, so each works with its own release of the others, and with no other. */
const pinned = (dependencies: Readonly<Record<string, string>>, versions: ReadonlyMap<string, string>) =>
  Object.fromEntries(Object.entries(dependencies).map(([name, range]) => [name, versions.get(name) ?? range]));
