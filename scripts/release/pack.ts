import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { removeTree } from "../new/tree.ts";
import { quiet, root } from "../root.ts";
import { buildLibraries } from "./build.ts";

/** Builds every library and packs it as npm would publish it. Answers the tarballs by name of the library. */
export function packLibraries(source: string, output: string): Map<string, string> {
  mkdirSync(output, { recursive: true });
  const staging = realpathSync(mkdtempSync(join(tmpdir(), "hexmart-build-")));
  try {
    const built = buildLibraries(source, staging);
    return new Map([...built].map(([name, folder]) => [name, join(output, packed(folder, resolve(output)))]));
  } finally {
    removeTree(staging);
  }
}

function packed(folder: string, output: string): string {
  const text = npm(["pack", "--json", "--ignore-scripts", "--pack-destination", output], folder);
  const answer = JSON.parse(text.slice(text.search(/^[[{]/m)));
  const [one] = Array.isArray(answer) ? answer : Object.values(answer);
  return String(one.filename).replace("@", "").replace("/", "-");
}

/** npm says where it is itself; without it, on Windows npm is a script that only a shell can start. */
export function npm(args: readonly string[], cwd: string): string {
  const path = process.env.npm_execpath;
  const options = { cwd, encoding: "utf8", env: quiet(), stdio: "pipe" } as const;
  return path
    ? execFileSync(process.execPath, [path, ...args], options)
    : execFileSync("npm", [...args], { ...options, shell: process.platform === "win32" });
}

if (import.meta.main) {
  const [output = ".hexmart/packed"] = process.argv.slice(2);
  for (const tarball of packLibraries(root, output).values()) console.log(tarball);
}
