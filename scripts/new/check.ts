/**
 * Makes packages for real, in a copy of the repository, and holds the copy to what a repository has to be: green, and
 * with no more than two files edited by hand. `--all` tries every kind, and a repository of its own; without it, one.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quiet, root } from "../root.ts";
import { topologyFile } from "./register.ts";
import { copyTree, removeTree } from "./tree.ts";

const jest = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning", "node_modules/jest/bin/jest.js"];
const copy = realpathSync(mkdtempSync(join(tmpdir(), "hexmart-new-check-")));
/** What the generator edits, and everything else is made of. */
const sources = [topologyFile, "package-lock.json"];
const git = (...args: string[]) => execFileSync("git", args, { cwd: copy, encoding: "utf8" });
const status = () => git("status", "--porcelain");

try {
  copyTree(root, copy);
  git("init", "--quiet");
  git("add", "--all");
  git("-c", "user.name=check", "-c", "user.email=check@hexmart.example", "commit", "--quiet", "--message=before");
  await leavesNothing();
  const kinds = process.argv.includes("--all") ? ["web", "grpc", "worker"] : ["grpc"];
  for (const kind of kinds) make(kind);
  holds();
  console.log(`ok: ${kinds.join(", ")}`);
} finally {
  removeTree(copy);
}

/** Stopped in the middle, the generator leaves nothing; nor does it when it refuses. */
async function leavesNothing(): Promise<void> {
  const child = spawn(process.execPath, ["scripts/new/main.ts", "gift-card"], { cwd: copy, env: quiet() });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    if (text.includes("generating")) child.kill("SIGINT");
  });
  const [code] = await once(child, "close");
  expect("a stopped generator exits 130", code === 130);
  expect("a stopped generator leaves nothing", status() === "");
  const { status: refused } = spawnSync(process.execPath, ["scripts/new/main.ts", "discount"], { cwd: copy });
  expect("a taken name is refused", refused === 64);
  expect("a refusal leaves nothing", status() === "");
}

function make(kind: string): void {
  const name = { grpc: "gift-card", worker: "stock-feed", web: "board-games-api" }[kind] ?? kind;
  run(`make ${name}`, ["scripts/new/main.ts", name, "--kind", kind]);
  const changed = status()
    .split("\n")
    .filter((line) => line.startsWith(" M"))
    .map((line) => line.slice(3));
  const written = regenerated(changed);
  const edited = changed.filter((path) => !written.includes(path));
  expect(`at most two files are edited: ${edited}`, edited.length <= 2);
  git("add", "--all");
  git("-c", "user.name=check", "-c", "user.email=check@hexmart.example", "commit", "--quiet", `--message=${name}`);
}

/** What `npm run generate` writes again when it is lost is not edited by anybody. */
function regenerated(changed: readonly string[]): readonly string[] {
  const before = new Map(changed.map((path) => [path, readFileSync(join(copy, path), "utf8")]));
  git("checkout", "--quiet", "HEAD", "--", ...changed.filter((path) => !sources.includes(path)));
  run("generate again", ["scripts/generate.ts"]);
  run("generate the documents again", ["scripts/docs/generate.ts"]);
  return changed.filter(
    (path) => !sources.includes(path) && readFileSync(join(copy, path), "utf8") === before.get(path),
  );
}

/** What `npm run ok` asks that a new package may break; the package's own types and tests the generator has tried. */
function holds(): void {
  run("lint", ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."]);
  run("check the rooms", ["packages/tooling/src/rooms/main.ts"]);
  run("find the generated code fresh", ["scripts/check-generated.ts"]);
  run("find the documents fresh", ["scripts/docs/check.ts"]);
  for (const folder of ["contracts", "packages/stack"])
    run(`compile ${folder}`, ["node_modules/typescript/bin/tsc", "-p", folder]);
  run("test the documents", [...jest, "--config", "scripts/jest.config.json", "scripts/docs"]);
  run("test the contracts", [...jest, "--rootDir", "contracts", "--config", '{"preset":"@hexmart/tooling"}']);
  run("test the topology", [
    ...jest,
    "--rootDir",
    "packages/stack",
    "--config",
    '{"preset":"@hexmart/tooling"}',
    "topology|deploy",
  ]);
}

function run(what: string, args: readonly string[]): void {
  const {
    status: code,
    stdout,
    stderr,
  } = spawnSync(process.execPath, [...args], {
    cwd: copy,
    encoding: "utf8",
    env: quiet(),
    maxBuffer: 64 * 1024 * 1024,
  });
  if (code !== 0) throw new Error(`Cannot ${what}:\n${stdout}${stderr}`);
  console.log(`ok  ${what}`);
}

function expect(what: string, holds: boolean): void {
  if (!holds) throw new Error(`Not so: ${what}\n${status()}`);
  console.log(`ok  ${what}`);
}
