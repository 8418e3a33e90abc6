import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { quiet } from "../root.ts";
import { withoutRegions } from "./regions.ts";

/** Two services, of which the second is read after the first. */
export type Pair = { readonly from: string; readonly to: string };

/** A name in the spellings that occur: `shopping-cart`, `shoppingCart`, `ShoppingCart`, `shopping_cart`, `SHOPPING_CART`. */
function spellings(name: string): string[] {
  const words = name.split("-");
  const capital = (word: string) => (word[0] ?? "").toUpperCase() + word.slice(1);
  const pascal = words.map(capital).join("");
  const camel = (pascal[0] ?? "").toLowerCase() + pascal.slice(1);
  return [name, camel, pascal, words.join("_"), words.join("_").toUpperCase(), words.join(" ")];
}

/** A text in which one service is called like another. */
export function renamed(text: string, { from, to }: Pair): string {
  const [old, fresh] = [spellings(from), spellings(to)];
  return old.reduce((result, spelling, index) => result.replaceAll(spelling, fresh[index] ?? ""), text);
}

/**
 * What one service has that another has not: which files are the same, new or gone, and a diff of the others. Names that
 * differ only because the services do are no difference. Tests, migrations and READMEs are left out.
 */
export function serviceDiff(root: string, pair: Pair): string {
  const folder = mkdtempSync(join(tmpdir(), "hexmart-diff-"));
  const [before, after] = [join(folder, "before"), join(folder, "after")];
  try {
    copy(join(root, "packages", pair.from), before, (text) => renamed(text, pair));
    copy(join(root, "packages", pair.to), after, (text) => text);
    writeFileSync(join(folder, "biome.json"), biomeConfig(root));
    // A name of another length may have turned a line into two.
    run(folder, process.execPath, [join(root, "node_modules/@biomejs/biome/bin/biome"), "check", "--write", "."]);
    const compared = ["diff", "--no-index", "--no-renames", "--no-color", "--minimal", "--unified=2"];
    const diff = run(folder, "git", [...compared, "--diff-filter=M", "--no-prefix", "before", "after"]);
    return `${preface(pair, filesOf(before), filesOf(after), changedIn(diff))}\n${withPackages(diff, pair)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function preface({ from, to }: Pair, before: readonly string[], after: readonly string[], changed: readonly string[]) {
  const both = after.filter((file) => before.includes(file));
  const lists: readonly [string, readonly string[]][] = [
    ["The same in both, but for names", both.filter((file) => !changed.includes(file))],
    ["In both, and different, as shown below", changed],
    [`New in ${to}`, after.filter((file) => !before.includes(file))],
    [`Only in ${from}`, before.filter((file) => !after.includes(file))],
  ];
  return [
    `What ${to} has that ${from} has not. What is called ${from} there is called ${to} here, so that only the rest differs;`,
    "tests, migrations and READMEs are left out. Written by npm run docs:generate.",
    ...lists.flatMap(([title, files]) => [
      "",
      `${title}:`,
      ...(files.length > 0 ? files : ["nothing"]).map((file) => `  ${file}`),
    ]),
    "",
  ].join("\n");
}

function filesOf(folder: string): string[] {
  return globSync("src/**/*.ts", { cwd: folder })
    .map((file) => file.replaceAll("\\", "/"))
    .sort();
}

function changedIn(diff: string): string[] {
  return [...diff.matchAll(/^\+\+\+ after\/(.*)$/gm)].map(([, file = ""]) => file);
}

/** The diff with the paths of the repository, and without the ids of files that are in no repository. */
function withPackages(diff: string, { from, to }: Pair): string {
  return diff
    .replace(/^(?:diff --git|index) .*\n/gm, "")
    .replace(/^--- before\//gm, `--- packages/${from}/`)
    .replace(/^\+\+\+ after\//gm, `+++ packages/${to}/`);
}

function copy(from: string, to: string, change: (text: string) => string): void {
  const files = globSync("src/**/*.ts", { cwd: from }).filter((file) => !/\.test\.ts$|migrations/.test(file));
  for (const file of files) {
    const target = join(to, change(file));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, change(withoutRegions(readFileSync(join(from, file), "utf8"))));
  }
}

/** The repository's style, without what belongs to the repository. */
function biomeConfig(root: string): string {
  const { formatter, assist } = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
  return JSON.stringify({ formatter, assist, linter: { enabled: false } });
}

function run(cwd: string, command: string, args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: quiet(),
    maxBuffer: 64 * 1024 * 1024,
  });
  // git says 1 when there is a difference.
  if (status === null || status > 1)
    throw new Error(`Cannot compare services: ${command} ${args.join(" ")} said ${stderr}`);
  return stdout;
}
