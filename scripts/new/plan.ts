import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Options } from "./arguments.ts";
import { errorsPage } from "./errors.ts";
import { lockWorkspace } from "./lock.ts";
import { checkFree, checkIdentifiers, checkName, NameRefused } from "./names.ts";
import { nextPort, portOf, portsIn, register, topologyFile } from "./register.ts";
import { leftoversIn, renamePath, renameText } from "./rename.ts";
import { type Term, termsOf } from "./sources.ts";
import { filesIn } from "./tree.ts";

/** What is made of a source, before anything is written: new files, and existing ones with what they say then. */
export type Plan = {
  readonly name: string;
  readonly terms: readonly Term[];
  readonly port: number | undefined;
  readonly created: ReadonlyMap<string, string>;
  readonly edited: ReadonlyMap<string, string>;
};

/** Makes the plan, or throws what stands in its way. */
export function plan(root: string, { name, source, plural, port: wanted }: Options): Plan {
  checkName(name, source.kind, plural);
  const topology = readFileSync(join(root, topologyFile), "utf8");
  const taken = {
    packages: readdirSync(join(root, "packages")),
    protos: readdirSync(join(root, "contracts/proto/hexmart")),
    ports: portsIn(topology),
  };
  checkFree(name, taken, wanted);
  const terms = termsOf(source, name, plural);
  const files = sourceFiles(root, [`packages/${source.name}`, ...source.contracts]);
  checkIdentifiers(files, terms);

  const old = portOf(topology, source.name);
  if (old === undefined && wanted !== undefined) {
    throw new NameRefused(`Cannot give "${name}" a port: a worker listens on nothing. Leave --port out`);
  }
  const port = old === undefined ? undefined : (wanted ?? nextPort(taken.ports, old));
  const created = new Map(
    [...files].map(([path, text]) => {
      const renamed = renameText(path, text, terms);
      const ported = old === undefined ? renamed : renamed.replaceAll(new RegExp(`\\b${old}\\b`, "g"), String(port));
      return [renamePath(path, terms), path.endsWith("README.md") ? withOrigin(ported, source.name) : ported];
    }),
  );
  const existing = [...created.keys()].find((path) => existsSync(join(root, path)));
  if (existing) throw new NameRefused(`Cannot make "${name}": ${existing} is there already. Choose another name`);
  checkLeftovers(created, terms, source.name);

  const errors = errorsPage(readFileSync(join(root, "docs/reference/errors.md"), "utf8"), { source, name, terms });
  if (errors) created.set(`docs/reference/errors/${name}.md`, errors);
  const edited = new Map([
    [topologyFile, register(topology, { source, name, terms, port })],
    ["package-lock.json", lockWorkspace(readFileSync(join(root, "package-lock.json"), "utf8"), source.name, name)],
  ]);
  return { name, terms, port, created, edited };
}

export function sourceFiles(root: string, paths: readonly string[]): Map<string, string> {
  const files = paths.flatMap((path) => (/\.\w+$/.test(path) ? [path] : filesIn(root, path)));
  return new Map(files.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/** A copy says where it comes from: its prose still tells what the source does. */
function withOrigin(readme: string, source: string): string {
  const note = `> Copied from [${source}](../${source}/README.md): until you change it, it does what that does.`;
  return readme.replace(/^(# .*\n)/, (title) => `${title}\n${note}\n`);
}

const origin = /^> Copied from .*$/m;

/** Refuses to go on where something of the old name is left: the renaming does not know how it is spelled there. */
export function checkLeftovers(files: ReadonlyMap<string, string>, terms: readonly Term[], source: string): void {
  const found = [...files].flatMap(([path, text]) =>
    [...leftoversIn(path, terms), ...leftoversIn(text.replace(origin, ""), terms)].map((word) => `${path}: ${word}`),
  );
  if (found.length > 0) throw new NameRefused(`Cannot rename all of ${source}. Left over are\n  ${found.join("\n  ")}`);
}

/** Where a new package changes what is there: what it edits, and what is generated from that. */
export const touched = ["compose.yaml", "contracts", "docs", "package-lock.json", "packages/stack"] as const;

/** Refuses to work where a failure, or whoever changes their mind, could not tell old changes from new ones. */
export function checkClean(root: string): void {
  if (!existsSync(join(root, ".git"))) return;
  const status = execFileSync("git", ["status", "--porcelain", "--", ...touched], { cwd: root, encoding: "utf8" });
  if (status.trim() !== "") {
    throw new NameRefused(
      `Cannot add a package to a tree with changes in\n${status.trimEnd()}\nCommit or stash them first`,
    );
  }
}
