/** Copies packages out of the repository, each into an empty folder, and runs their tests there on both runtimes. */
import { mkdirSync, mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lock, npm } from "../new/install.ts";
import { extract } from "../new/repository.ts";
import { removeTree } from "../new/tree.ts";
import { packLibraries } from "../release/pack.ts";
import { root } from "../root.ts";
import { packagesToTry } from "./packages.ts";
import { countsIn, type Row, type Runtime, table } from "./table.ts";

const help = `Usage: npm run fork-check [-- package…]

Copies each package into an empty folder, with the libraries packed as npm would publish them, installs what it needs
there, and runs its tests on Node and on Deno. Without names: every package that can be forked.`;

/** Tests that have not ended by then never will. */
const patience = 15 * 60_000;

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop.abort(signal));

const names = process.argv.slice(2);
if (names.includes("--help")) console.log(help);
else await check(packagesToTry(root, names));

async function check(packages: readonly string[]): Promise<void> {
  const work = realpathSync(mkdtempSync(join(tmpdir(), "hexmart-fork-")));
  try {
    const tarballs = packLibraries(root, join(work, "packed"));
    const rows: Row[] = [];
    for (const name of packages) {
      const out = join(work, name);
      rows.push(await tryOne(name, out, tarballs));
      removeTree(out);
      stop.signal.throwIfAborted();
    }
    console.log(`\n${table(rows)}`);
    if (rows.some(({ ok }) => !ok)) process.exitCode = 1;
  } finally {
    removeTree(work);
  }
}

async function tryOne(name: string, out: string, tarballs: ReadonlyMap<string, string>): Promise<Row> {
  const { signal } = stop;
  mkdirSync(out);
  try {
    extract({ root, folder: `packages/${name}`, out, name, tarballs });
    await lock(root, out, { signal });
    await npm(`install what ${name} needs`, ["ci"], { cwd: out, signal });
  } catch (error) {
    signal.throwIfAborted();
    console.error(`${name}: ${(error as Error).message}`);
    return { name, results: { node: "not installed", deno: "not installed" }, ok: false };
  }
  const node = await test(name, "node", out);
  const deno = await test(name, "deno", out);
  return { name, results: { node: node.counts, deno: deno.counts }, ok: node.ok && deno.ok };
}

async function test(name: string, runtime: Runtime, cwd: string): Promise<{ ok: boolean; counts: string }> {
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(patience)]);
  try {
    const counts = countsIn(
      await npm(`pass the tests of ${name} on ${runtime}`, ["run", runtime === "node" ? "test" : "test:deno"], {
        cwd,
        signal,
      }),
    );
    const ok = / passed/.test(counts);
    console.log(`${ok ? "ok    " : "FAILED"}  ${name} on ${runtime}: ${counts}`);
    return { ok, counts };
  } catch (error) {
    stop.signal.throwIfAborted();
    const { message } = error as Error;
    console.error(`FAILED  ${name} on ${runtime}: ${message}`);
    return { ok: false, counts: countsIn(message) };
  }
}
