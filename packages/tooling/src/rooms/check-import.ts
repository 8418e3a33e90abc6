import { builtinModules } from "node:module";
import { posix } from "node:path";
import { type Room, resolveAlias, roomOf } from "./room.ts";
import { engine, measures, type Rule, table, wire } from "./rules.ts";
import type { Import } from "./source.ts";
import type { Violation } from "./violation.ts";
import type { Package, SourceFile } from "./workspace.ts";

/** Where an import stands. `room` is set in the sources of a service that lie in one. */
export type Place = {
  file: SourceFile;
  owner: Package | undefined;
  packages: readonly Package[];
  test: boolean;
  room: Room | undefined;
};

const builtin = new Set(builtinModules);

/** The rules that one import breaks: at most one, the weightiest. */
export function checkImport(found: Import, place: Place): Violation[] {
  const violation = (rule: Rule, reason: string, remedy: string): Violation[] => [
    { file: place.file.path, line: found.line, rule, message: `cannot import "${found.specifier}": ${reason}`, remedy },
  ];
  const { owner, room } = place;
  const target = resolve(found.specifier, place);

  if (target.package?.tags.includes("service") && target.package !== owner) {
    return violation(
      "service-imported",
      `${target.package.name} is a service, and nobody imports a service`,
      "call it through its contract (@hexmart/contracts and @hexmart/grpc); move code that both need to a library.",
    );
  }
  const mayUseEngine = place.test || [engine, measures].some((folder) => place.file.path.startsWith(folder));
  if (target.name === "@grpc/grpc-js" && !mayUseEngine) {
    return violation(
      "grpc-engine",
      `only ${engine} may import @grpc/grpc-js`,
      "use @hexmart/grpc, which hides its traps; what is missing there belongs there.",
    );
  }
  if (owner === undefined || room === undefined) return [];

  if (target.path !== undefined && target.package !== owner) {
    return violation(
      "leaves-package",
      "the path leads out of the package",
      "import the other package by its name, and let its exports decide what is public.",
    );
  }
  if (found.specifier.startsWith("#") && target.path === undefined) {
    return violation(
      "across-rooms",
      'package.json has no such name in "imports"',
      "use #domain/…, #ports/…, #app/…, #adapters/…, #config or #compose, as every service does.",
    );
  }
  const row = table[room.rule];
  if (target.path !== undefined) {
    const other = roomOf(target.path, owner);
    if (other?.name === room.name) return [];
    if (other === undefined || other.rule === room.rule || !row.rooms.includes(other.rule)) {
      return violation(room.rule, `${room.name} may import ${row.says}`, row.remedy);
    }
    if (found.specifier.startsWith(".")) {
      return violation(
        "across-rooms",
        `it leads from ${room.name} to ${other.name}`,
        `write #${posix.relative(`${owner.directory}/src`, target.path).replace(/^(compose|config)\.ts$/, "$1")}: relative paths stay inside a room.`,
      );
    }
    return [];
  }
  return mayUse(target, room) ? [] : violation(room.rule, `${room.name} may import ${row.says}`, row.remedy);
}

/** What a specifier stands for: a path (relative to the root), a package of this monorepo, a built-in module, or npm. */
type Target = { specifier: string; name: string; path?: string; package?: Package | undefined; builtin: boolean };

function resolve(specifier: string, { file, owner, packages }: Place): Target {
  const path = specifier.startsWith(".")
    ? posix.join(posix.dirname(file.path), specifier)
    : specifier.startsWith("#") && owner !== undefined
      ? resolveAlias(specifier, owner)
      : undefined;
  if (path !== undefined) {
    const home = packages.find((candidate) => path.startsWith(`${candidate.directory}/`));
    return { specifier, name: specifier, path, package: home, builtin: false };
  }
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  return {
    specifier,
    name,
    package: packages.find((candidate) => candidate.name === name),
    builtin: specifier.startsWith("node:") || builtin.has(specifier),
  };
}

function mayUse(target: Target, room: Room): boolean {
  const row = table[room.rule];
  if (target.builtin) return row.node;
  const spoken = wire.find(({ door }) => `${target.specifier}/`.startsWith(door));
  if (room.rule === "adapters" && spoken !== undefined) return spoken.rooms.includes(room.name);
  if (target.package === undefined) return row.npm;
  const named = row.packages.includes(target.name) || row.packages.includes(target.specifier);
  return named || row.tags.some((tag) => target.package?.tags.includes(tag));
}
