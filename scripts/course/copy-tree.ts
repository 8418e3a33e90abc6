import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  globSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";

/**
 * Copies what git knows or would know of a tree into an empty folder, and links there what npm installed. The packages of
 * the repository are linked to the copied ones, so that a change of the copy is what runs in it. With `buf`, also what
 * buf reads, which follows no link that leads out of its workspace.
 */
export function copyTree(root: string, into: string, { buf = false } = {}): void {
  for (const file of filesOf(root)) {
    mkdirSync(join(into, dirname(file)), { recursive: true });
    copyFileSync(join(root, file), join(into, file));
  }
  const { workspaces } = JSON.parse(readFileSync(join(into, "package.json"), "utf8"));
  const packages = new Map(globSync(workspaces, { cwd: into }).map((folder) => [nameOf(join(into, folder)), folder]));
  const inside = buf ? readByBuf(into) : [];
  mkdirSync(join(into, "node_modules"));
  for (const name of modulesOf(root)) {
    const [from, to] = [root, into].map((base) => join(base, "node_modules", name)) as [string, string];
    const own = packages.get(name);
    mkdirSync(dirname(to), { recursive: true });
    if (own !== undefined) symlinkSync(join(into, own), to, "junction");
    else if (inside.includes(name)) linkFiles(from, to);
    else symlinkSync(from, to, statSync(from).isDirectory() ? "junction" : "file");
  }
  for (const folder of packages.values()) {
    const nested = join(folder, "node_modules");
    if (existsSync(join(root, nested))) symlinkSync(join(root, nested), join(into, nested), "junction");
  }
}

function filesOf(root: string): string[] {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { status, stdout, stderr } = spawnSync("git", args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`Cannot copy ${root}: git does not know its files: ${stderr}`);
  return stdout.split("\0").filter((file) => file !== "" && existsSync(join(root, file)));
}

function nameOf(folder: string): string {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).name;
}

/** The packages in node_modules, those of a scope one by one, and .bin. */
function modulesOf(root: string): string[] {
  const modules = join(root, "node_modules");
  return readdirSync(modules).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
  );
}

function readByBuf(root: string): string[] {
  const text = readFileSync(join(root, "buf.yaml"), "utf8");
  return [...text.matchAll(/path: node_modules\/((?:@[^/\s]+\/)?[^/\s]+)/g)].map(([, name = ""]) => name);
}

/** The same files once more: they are many, and nobody writes them. */
function linkFiles(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkFiles(source, target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    // Another disk.
    copyFileSync(source, target);
  }
}
