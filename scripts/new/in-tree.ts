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
    await prepare(copy, planned, options, { signal, say });
    say("checking types");
    const folder = join(copy, "packages", options.name);
    await runNode("compile the copy", ["../../node_modules/typescript/bin/tsc", "-p", "."], { cwd: folder, signal });
    say("running its tests");
    const output = await runNode("pass the tests of the copy", testCommand(folder), { cwd: folder, signal });
    say(output.match(/^Tests: .*$/m)?.[0] ?? "");
    signal.throwIfAborted();
    apply(root, changesBetween(root, copy));
    linkPackage(root, options.name);
    return planned;
  } finally {
    removeTree(copy);
  }
}

/** Writes the package into a copy of the repository, and all that is generated from it. */
export async function prepare(
  copy: string,
  { name, created, edited, terms }: Plan,
  { source }: Options,
  { signal, say }: Pick<Context, "signal" | "say">,
): Promise<void> {
  const run = (what: string, args: readonly string[]) => runNode(what, args, { cwd: copy, signal });
  const folder = `packages/${name}`;
  for (const [path, text] of [...created, ...edited]) write(copy, path, text);
  linkPackage(copy, name);
  say("generating code and documents");
  const protos = [...created.keys()].filter((path) => path.endsWith(".proto"));
  for (const proto of protos)
    await run("format the contract", ["node_modules/@bufbuild/buf/bin/buf", "format", "--write", proto]);
  await run("format", ["node_modules/@biomejs/biome/bin/biome", "check", "--write", folder, topologyFile]);
  await run("generate code from the contract", ["scripts/generate.ts"]);
  await run("generate documents", ["scripts/docs/generate.ts"]);
  checkLeftovers(sourceFiles(copy, [folder]), terms, source.name);
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
