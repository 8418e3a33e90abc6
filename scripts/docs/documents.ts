import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Config, describeConfig, exitCodes } from "@hexmart/runtime";
import { leftOut } from "../on-deno.ts";
import { quiet, root, tool } from "../root.ts";
import { configReference, type DescribedConfig, exitsIn } from "./config-reference.ts";
import { readContracts } from "./contract.ts";
import { fillRegions, hasRegions } from "./regions.ts";
import { rpcReference } from "./rpc-reference.ts";
import { type Runtimes, runtimesReference } from "./runtimes-reference.ts";
import { type Pair, serviceDiff } from "./service-diff.ts";

/** A document that is written by a program; its path is relative to the root. */
export type Document = { readonly path: string; readonly write: () => Promise<string> };

/** Every generated document. All of them are committed, so that they can be read where the repository is. */
export const documents: readonly Document[] = [
  { path: "docs/reference/config.md", write: async () => configReference(await configs(), exits()) },
  { path: "docs/reference/rpc.md", write: async () => rpcReference(contracts(), "contracts/proto") },
  { path: "docs/reference/runtimes.md", write: async () => runtimesReference(runtimes()) },
  ...withRegions(),
  ...diffs(),
];

/** What to read after what: a reader who knows the one reads only what the other adds. */
function diffs(): Document[] {
  const pairs: readonly Pair[] = [
    { from: "discount", to: "product" },
    { from: "product", to: "shopping-cart" },
    { from: "product-worker", to: "shopping-cart-worker" },
    { from: "discount", to: "movies-api" },
    { from: "movies-api", to: "movies-web" },
  ];
  return pairs.map((pair) => ({
    path: `docs/diffs/${pair.from}→${pair.to}.diff`,
    write: async () => serviceDiff(root, pair),
  }));
}

/** What people wrote, with excerpts of the code that a program puts in. */
function withRegions(): Document[] {
  const read = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined);
  return globSync(["README.md", "docs/**/*.md", "packages/*/README.md"], { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => hasRegions(read(file) ?? ""))
    .sort()
    .map((path) => ({ path, write: async () => fillRegions(read(path) ?? "", path, read) }));
}

/** Services are found rather than named: nobody imports one, and a new one is not forgotten. */
async function configs(): Promise<DescribedConfig[]> {
  const files = globSync("packages/*/src/config.ts", { cwd: root }).map((file) => file.replaceAll("\\", "/"));
  const found = await Promise.all(
    files.map(async (file) => {
      const { config }: { config: Config } = await import(pathToFileURL(join(root, file)).href);
      const folder = file.slice(0, -"/src/config.ts".length);
      return { ...config, folder, variables: describeConfig(config) };
    }),
  );
  return found.sort((a, b) => (a.service < b.service ? -1 : 1));
}

function runtimes(): Runtimes {
  const read = (file: string) => readFileSync(join(root, file), "utf8");
  const { devDependencies, engines } = JSON.parse(read("package.json"));
  const folders = globSync(["contracts", "packages/*"], { cwd: root }).map((folder) => folder.replaceAll("\\", "/"));
  return {
    node: devDependencies.node,
    deno: devDependencies.deno,
    engines: engines.node,
    booted: [...read(".github/workflows/ci.yml").matchAll(/\{ runtime: ([^,]+),/g)].flatMap(([, name]) => name ?? []),
    packages: folders.sort().map((folder) => ({ folder, scripts: JSON.parse(read(`${folder}/package.json`)).scripts })),
    leftOut,
  };
}

function exits() {
  return exitsIn(readFileSync(join(root, "packages/runtime/src/exit-codes.ts"), "utf8"), exitCodes);
}

function contracts() {
  // The protos import one that comes from npm as generated code only.
  run(["contracts/print-validate-proto.ts"]);
  return readContracts(JSON.parse(run([tool.buf, "build", "contracts/proto", "--output", "-#format=json"])));
}

function run(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: "utf8",
    env: quiet(),
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return stdout;
  // What JSON cannot hold, such as a Timestamp beyond the year 9999, buf refuses without saying where it is.
  throw new Error(
    `Cannot read the contracts as JSON. Mend the proto, or the option of a field in it, that buf names: ${stderr}`,
  );
}
