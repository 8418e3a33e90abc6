import { posix } from "node:path";
import { checkImport } from "./check-import.ts";
import { roomOf } from "./room.ts";
import { emptyNames, limits } from "./rules.ts";
import { type Reading, read } from "./source.ts";
import type { Violation } from "./violation.ts";
import { type Package, readWorkspace, type SourceFile } from "./workspace.ts";

/** What a service weighs, without tests and migrations. */
export type Size = { name: string; files: number; median: number; longest: { path: string; lines: number } };

/**
 * Checks every package of the monorepo at `root` against the table of who may import whom, and services against the
 * rules for their size and surface. Throws where there is no monorepo.
 */
export function checkRooms(root: string): { violations: Violation[]; services: Size[] } {
  const { packages, loose } = readWorkspace(root);
  const services = packages.filter((candidate) => candidate.tags.includes("service"));
  const violations = [
    ...packages.flatMap((owner) => checkPackageName(owner)),
    ...packages.flatMap((owner) => owner.files.flatMap((file) => checkFile(file, owner, packages))),
    ...loose.flatMap((file) => checkFile(file, undefined, packages)),
    ...services.flatMap(checkService),
  ];
  return { violations, services: services.map(sizeOf) };
}

/** Tests, and what only tests use: free in what they import, but for other services. */
function isTest(path: string, owner: Package | undefined): boolean {
  if (/\.(test|contract)\.ts$/.test(path)) return true;
  return owner?.tags.includes("service") === true && !path.startsWith(`${owner.directory}/src/`);
}

function checkFile(file: SourceFile, owner: Package | undefined, packages: readonly Package[]): Violation[] {
  const named = checkName(file, owner);
  let reading: Reading;
  try {
    reading = read(file.text);
  } catch (error) {
    return [...named, unreadable(file, error)];
  }
  const test = isTest(file.path, owner);
  const room = owner?.tags.includes("service") && !test ? roomOf(file.path, owner) : undefined;
  const imports = reading.imports.flatMap((found) => checkImport(found, { file, owner, packages, test, room }));
  if (!owner?.tags.includes("service") || test) return [...named, ...imports];
  if (room === undefined) return [...named, ...imports, homeless(file)];
  if (room.rule === "config") return [...named, ...imports];
  return [...named, ...imports, ...reading.environment.map((line) => environment(file, line))];
}

function checkService(service: Package): Violation[] {
  const sources = sourcesOf(service);
  const long = sources
    .filter((file) => linesOf(file) > limits.lines)
    .map(
      (file): Violation => ({
        file: file.path,
        line: limits.lines + 1,
        rule: "file-length",
        message: `has ${linesOf(file)} lines, and a file of a service may have ${limits.lines}`,
        remedy: "find the second idea in it, and give that one a file of its own.",
      }),
    );
  const folders = Map.groupBy(sources, ({ path }) => posix.dirname(path));
  const full = [...folders]
    .filter(([, files]) => files.length > limits.files)
    .map(
      ([folder, files]): Violation => ({
        file: folder,
        line: 1,
        rule: "file-count",
        message: `has ${files.length} source files, and a folder of a service may have ${limits.files}`,
        remedy: "move what is not the service's own business to a library, or see whether it is two services.",
      }),
    );
  const violations = [...long, ...full];
  if (service.exportsLine !== undefined) {
    violations.push({
      file: `${service.directory}/package.json`,
      line: service.exportsLine,
      rule: "service-exports",
      message: `${service.name} has "exports", and a service exports no TypeScript`,
      remedy: 'remove "exports": its contract is its API; what others need as code belongs to a library.',
    });
  }
  return violations;
}

function sourcesOf(service: Package): SourceFile[] {
  return service.files.filter(({ path }) => !isTest(path, service) && !path.split("/").includes("migrations"));
}

function sizeOf(service: Package): Size {
  const sizes = sourcesOf(service)
    .map((file) => ({ path: posix.relative(service.directory, file.path), lines: linesOf(file) }))
    .sort((a, b) => a.lines - b.lines);
  return {
    name: service.name,
    files: sizes.length,
    median: sizes[sizes.length >> 1]?.lines ?? 0,
    longest: sizes.at(-1) ?? { path: "none", lines: 0 },
  };
}

function linesOf(file: SourceFile): number {
  return file.text.replace(/\n$/, "").split("\n").length;
}

function checkName(file: SourceFile, owner: Package | undefined): Violation[] {
  // The package's own folder is judged once, by its package.json.
  const inside = owner === undefined ? file.path : posix.relative(owner.directory, file.path);
  const empty = inside.split("/").map((part) => part.split(".")[0] ?? "");
  const found = empty.find((part) => emptyNames.has(part));
  return found === undefined ? [] : [emptyName(file.path, found)];
}

function checkPackageName(owner: Package): Violation[] {
  const found = owner.directory.split("/").find((part) => emptyNames.has(part));
  return found === undefined ? [] : [emptyName(`${owner.directory}/package.json`, found)];
}

function emptyName(file: string, name: string): Violation {
  return {
    file,
    line: 1,
    rule: "name",
    message: `"${name}" says nothing of what is inside`,
    remedy: "name it for the one idea it has, or move each part to the file whose idea it serves.",
  };
}

function homeless(file: SourceFile): Violation {
  return {
    file: file.path,
    line: 1,
    rule: "no-such-room",
    message: "lies in no room of a service",
    remedy:
      "move it to domain, ports, app, adapters/<name> or cli; beside them are only main.ts, compose.ts and config.ts.",
  };
}

function environment(file: SourceFile, line: number): Violation {
  return {
    file: file.path,
    line,
    rule: "environment",
    message: "reads the environment, and only config.ts may",
    remedy: "declare the variable in config.ts, and take its value as an argument.",
  };
}

function unreadable(file: SourceFile, error: unknown): Violation {
  const line = error instanceof SyntaxError && "loc" in error ? (error.loc as { line: number }).line : 1;
  return {
    file: file.path,
    line,
    rule: "syntax",
    message: `cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    remedy: "mend the syntax; `npm run typecheck` says more.",
  };
}
