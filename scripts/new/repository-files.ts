import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "../release/libraries.ts";
import type { ContractParts } from "./contract-parts.ts";

type Parts = {
  readonly root: string;
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
  readonly contract: ContractParts | undefined;
  /** Where the libraries are, by name. */
  readonly vendored: ReadonlyMap<string, string>;
};

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** The files of the repository that are not the package's own: manifests, presets, what every repository has. */
export function repositoryFiles(parts: Parts): Map<string, string> {
  const { root, contract } = parts;
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const presets = JSON.parse(read("packages/tooling/tsconfig.json"));
  const files = new Map([
    ["package.json", json(manifestOf(parts))],
    ["tsconfig.json", json({ ...presets, include: ["src", "test", "gen", "contracts/gen"] })],
    ["LICENSE", read("LICENSE")],
    ["deno.json", read("deno.json")],
    ["biome.json", read("biome.json")],
    [".gitignore", ["node_modules/", ".hexmart/", ".state/", "coverage/", "contracts/.deps/", ""].join("\n")],
  ]);
  const readme = join(root, parts.folder, "README.md");
  if (existsSync(readme)) files.set("README.md", readmeOf(readFileSync(readme, "utf8"), parts));
  if (contract !== undefined) files.set("contracts/package.json", json(contractManifest(root, contract)));
  if (contract?.kinds.includes("proto")) files.set("buf.yaml", bufYaml(read("buf.yaml")));
  return files;
}

function manifestOf({ root, name, manifest, contract, vendored }: Parts): object {
  const own: Manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { preset: _preset, ...jest } = manifest.jest as Record<string, unknown>;
  const tools = ["@biomejs/biome", "@jest/globals", "@types/node", "deno", "jest", "node", "typescript"];
  const protoTools = ["@bufbuild/buf", "@bufbuild/protoc-gen-es", "google-proto-files"];
  const wanted = [...tools, ...(contract?.kinds.includes("proto") ? protoTools : [])];
  const development = Object.fromEntries(wanted.map((tool) => [tool, own.devDependencies?.[tool] ?? "*"]));
  // Libraries that only libraries need are named too, so that nothing is asked of a registry for them.
  const transitive = [...vendored].filter(([library]) => manifest.dependencies?.[library] === undefined);
  return {
    name,
    version: "0.0.0",
    private: true,
    description: manifest.description,
    license: manifest.license,
    type: manifest.type,
    packageManager: own.packageManager,
    engines: own.engines,
    ...(contract && { workspaces: ["contracts"] }),
    ...(manifest.exports && { exports: manifest.exports }),
    ...(manifest.imports && { imports: manifest.imports }),
    scripts: scriptsOf(manifest, contract),
    dependencies: located(manifest.dependencies, vendored),
    devDependencies: located(
      { ...manifest.devDependencies, ...Object.fromEntries(transitive), ...development },
      vendored,
    ),
    allowScripts: own.allowScripts,
    overrides: own.overrides,
    jest: { ...presetOf(root), ...jest },
  };
}

function presetOf(root: string): object {
  const preset = JSON.parse(readFileSync(join(root, "packages/tooling/jest-preset.json"), "utf8"));
  const { reporters: _reporters, ...rest } = preset;
  return { ...rest, testMatch: ["<rootDir>/{src,test}/**/*.test.ts"] };
}

function scriptsOf(manifest: Manifest, contract: ContractParts | undefined): object {
  const own = Object.fromEntries(
    Object.entries(manifest.scripts as Record<string, string>)
      .filter(([name]) => name !== "prepublishOnly")
      .map(([name, text]) => [name, text.replaceAll("../../node_modules", "node_modules")]),
  );
  const generate = [
    ...(contract?.kinds.includes("proto")
      ? ["node contracts/print-validate-proto.ts && buf generate --template contracts/buf.gen.yaml"]
      : []),
    ...(contract?.kinds.includes("openapi") ? ["node contracts/generate-openapi.ts"] : []),
  ];
  return {
    ...own,
    "test:deno": own["test:deno"] ?? own.test?.replace(/^node .*?(?=node_modules\/jest)/, "deno run -A "),
    lint: "biome check .",
    ...(generate.length > 0 && { generate: generate.join(" && ") }),
  };
}

/** Dependencies in the order that npm writes them; libraries are where they were packed to. */
function located(dependencies: Manifest["dependencies"], vendored: ReadonlyMap<string, string>): object {
  const kept = Object.entries(dependencies ?? {}).filter(([name]) => name !== "@hexmart/tooling");
  return Object.fromEntries(
    kept.map(([name, range]) => [name, vendored.get(name) ?? range]).toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
  );
}

function contractManifest(root: string, { kinds }: ContractParts): object {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, "contracts/package.json"), "utf8"));
  const { name, version, description, license, type, exports, dependencies, devDependencies } = manifest;
  const tools = kinds.includes("openapi") ? ["openapi-typescript", "yaml"] : [];
  return {
    name,
    version,
    private: true,
    description,
    license,
    type,
    exports,
    dependencies,
    devDependencies: Object.fromEntries(tools.map((tool) => [tool, devDependencies?.[tool]])),
  };
}

/** The modules that are there: the contract, and what it is compiled against. */
function bufYaml(text: string): string {
  const [head = "", ...modules] = text.split(/(?=^ {2}- path: )/m);
  const [last = "", tail = ""] = (modules.at(-1) ?? "").split(/(?=^lint:)/m);
  const kept = [...modules.slice(0, -1), last].filter((module) =>
    /path: (contracts\/|node_modules\/google-proto-files)/.test(module),
  );
  return [head, ...kept, tail].join("");
}

/** Links to what stays behind become words; commands lose the workspace they were for. */
function readmeOf(readme: string, { name, manifest }: Parts): string {
  return readme
    .replaceAll(` -w ${manifest.name}`, "")
    .replaceAll(manifest.name, name)
    .replaceAll("](../../contracts/", "](contracts/")
    .replace(/\[([^\]]+)\]\(\.\.\/[^)]*\)/g, "$1")
    .concat(`
## Where it comes from

Made from [hexmart](https://github.com/hexmart/hexmart) by \`npm run new\`. \`npm ci && npm test\` is all it needs. Its libraries are packed in \`vendor/\`; when they are on npm, put their versions in the place of the files in \`package.json\`.
`);
}
