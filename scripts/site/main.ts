import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { quiet, root } from "../root.ts";

const site = join(root, "docs/.vitepress");
const modules = join(site, "node_modules");
const commands = ["dev", "build", "preview"];

/** The versions that the lockfile names, or that npm has installed last. */
function locked(file: string): string {
  if (!existsSync(file)) return "nothing";
  const { packages } = JSON.parse(readFileSync(file, "utf8"));
  return ["vitepress", "mermaid"].map((name) => packages[`node_modules/${name}`]?.version).join();
}

function run(cwd: string, command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { cwd, env: quiet(), stdio: "inherit" });
  if (error) throw new Error(`Cannot run ${command} ${args.join(" ")}: ${error.message}`, { cause: error });
  if (status !== 0) process.exit(status ?? 1);
}

const [command = "dev", ...args] = process.argv.slice(2);
if (!commands.includes(command)) {
  console.error("Shows the documentation as a site: npm run docs (dev), npm run docs:build, npm run docs -- preview");
  process.exit(command === "--help" ? 0 : 64);
}
// The site has dependencies of its own: who only runs the shop, or its tests, need not install them.
if (locked(join(site, "package-lock.json")) !== locked(join(modules, ".package-lock.json"))) {
  console.log("Installing what the site is built with, once");
  const npm = process.env.npm_execpath;
  run(site, npm ? process.execPath : "npm", [...(npm ? [npm] : []), "ci", "--no-audit", "--no-fund"]);
}
// The pages lie above those dependencies, and import them, too.
const link = join(root, "docs/node_modules");
if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(modules, link, "junction");
// In its own folder: elsewhere VitePress puts a link to its Vue into the node_modules that it finds.
run(site, process.execPath, [join(modules, "vitepress/bin/vitepress.js"), command, "..", ...args]);
