import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { apply } from "./apply.ts";
import type { Options } from "./arguments.ts";
import { checkClean, checkLeftovers, type Plan, plan, sourceFiles } from "./plan.ts";
import { topologyFile } from "./register.ts";
import { runNode } from "./run.ts";
import { changesBetween, copyTree, linkPackage, removeTree } from "./tree.ts";

export type Context = {
  readonly root: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
};

/**
 * Adds a package to this repository. All of it is made and tried in a copy: the tree itself changes in one go at the
 * end, or not at all.
 */
export async function addPackage(options: Options, { root, signal, say }: Context): Promise<Plan> {
  checkClean(root);
  const planned = plan(root, options);
  // Ends of links are compared by their real path.
  const copy = realpathSync(mkdtempSync(join(tmpdir(), "hexmart-new-")));
  try {
    say(`copying ${options.source.name}: ${planned.created.size} files`);
    copyTree(root, copy);
    for (const [path, text] of [...planned.created, ...planned.edited]) write(copy, path, text);
    linkPackage(copy, options.name);
    await finish(copy, planned, options, { signal, say });
    signal.throwIfAborted();
    apply(root, changesBetween(root, copy));
    linkPackage(root, options.name);
    return planned;
  } finally {
    removeTree(copy);
  }
}

async function finish(
  copy: string,
  { name, created, terms }: Plan,
  { source }: Options,
  { signal, say }: Pick<Context, "signal" | "say">,
): Promise<void> {
  const run = (what: string, args: readonly string[], folder = "") =>
    runNode(what, args, { cwd: join(copy, folder), signal });
  const folder = `packages/${name}`;
  say("generating code and documents");
  const protos = [...created.keys()].filter((path) => path.endsWith(".proto"));
  for (const proto of protos)
    await run("format the contract", ["node_modules/@bufbuild/buf/bin/buf", "format", "--write", proto]);
  await run("format", ["node_modules/@biomejs/biome/bin/biome", "check", "--write", folder, topologyFile]);
  await run("generate code from the contract", ["scripts/generate.ts"]);
  await run("generate documents", ["scripts/docs/generate.ts"]);
  checkLeftovers(sourceFiles(copy, [folder]), terms, source.name);
  say("checking types");
  await run("compile the copy", ["node_modules/typescript/bin/tsc", "-p", folder]);
  say("running its tests");
  const output = await run("pass the tests of the copy", testCommand(join(copy, folder)), folder);
  say(output.match(/^Tests: .*$/m)?.[0] ?? "");
}

/** What `npm test` runs in a package, without npm: Node's arguments. */
function testCommand(folder: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return scripts.test.replace(/^node /, "").split(" ");
}

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
