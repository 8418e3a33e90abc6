import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quiet, root, tool } from "./root.ts";

const contract = "contracts/proto";
const changelog = "contracts/CHANGELOG.md";

/** The commit to compare with and what it is, or why there is none. */
export type Base = { commit: string; what: string; released: boolean } | { missing: string };

/**
 * Finds the last release of the contract, which has users. Before the first one: where this work left the default
 * branch, of which `branches` are tried in order.
 */
export function findBase(repository: string, branches: readonly string[] = ["origin/main", "main"]): Base {
  if (git(repository, ["rev-parse", "--git-dir"]) === undefined) return { missing: "this is not a clone" };
  const release = git(repository, ["describe", "--tags", "--abbrev=0", "--match", "@hexmart/contracts@*"]);
  const released = release && git(repository, ["rev-parse", `${release}^{commit}`]);
  if (release && released) return { commit: released, what: `the release ${release}`, released: true };
  const branch = branches.find((name) => git(repository, ["rev-parse", "--verify", "--quiet", `${name}^{commit}`]));
  if (branch === undefined) return { missing: `there is no ${branches.join(" or ")} here` };
  const commit = git(repository, ["merge-base", "HEAD", branch]);
  return commit === undefined
    ? { missing: `the history is too shallow to know where this work left ${branch}` }
    : { commit, what: `where this work left ${branch}`, released: false };
}

/**
 * Whether this work, committed or not, notes in the contract's changelog what it moves: allowed before the first release
 * alone.
 */
export function isNoted(repository: string, { commit, released }: { commit: string; released: boolean }): boolean {
  if (released) return false;
  const added = git(repository, ["diff", "--numstat", commit, "--", changelog]) ?? "";
  return Number.parseInt(added, 10) > 0;
}

function git(cwd: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync("git", args, { cwd, encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/** The contract as it was at a commit, as an image that buf can compare with, and buf's verdict on what changed since. */
export function compareWith(commit: string, repository: string): { breaking: boolean; text: string } {
  const past = mkdtempSync(join(tmpdir(), "hexmart-breaking-"));
  try {
    const archive = join(past, "past.tar");
    execFileSync("git", ["archive", "--output", archive, commit, "buf.yaml", contract, "packages/grpc/proto"], {
      cwd: repository,
      stdio: "pipe",
    });
    execFileSync("tar", ["-xf", archive, "-C", past]);
    // Protos that come from npm are not in git: today's serve for both sides.
    cpSync(join(repository, "contracts", ".deps"), join(past, "contracts", ".deps"), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(past, "node_modules"), "junction");
    const image = join(past, "past.binpb");
    execFileSync(process.execPath, [tool.buf, "build", contract, "--output", image], { cwd: past, env: quiet() });
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [tool.buf, "breaking", contract, "--against", image, "--exclude-imports"],
      { cwd: repository, encoding: "utf8", env: quiet() },
    );
    if (status !== 0 && status !== 100) throw new Error(`buf breaking failed with ${status}: ${stderr || stdout}`);
    return { breaking: status === 100, text: stdout };
  } finally {
    rmSync(past, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const base = findBase(root);
  if ("missing" in base) {
    console.log(
      `NOT CHECKED for breaking changes: ${base.missing}. Remedy: git fetch --unshallow origin main, then npm run lint:breaking.`,
    );
  } else {
    execFileSync(process.execPath, ["contracts/print-validate-proto.ts"], { cwd: root });
    const { breaking, text } = compareWith(base.commit, root);
    process.stdout.write(text);
    const against = `${base.what} (${base.commit.slice(0, 12)})`;
    if (!breaking) {
      console.log(`no breaking change in ${contract} since ${against}`);
    } else if (isNoted(root, base)) {
      console.log(`The contract moves before its first release, as ${changelog} notes: compared with ${against}`);
    } else {
      const remedy = base.released ? "" : `, or note the move in ${changelog} while nothing is released`;
      console.error(
        `The contract breaks its users: compared with ${against}. Remedy: add instead of changing, add a v2 package beside v1${remedy}.`,
      );
      process.exitCode = 1;
    }
  }
}
