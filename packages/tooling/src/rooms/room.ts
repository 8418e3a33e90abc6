import { posix } from "node:path";
import type { RoomRule } from "./rules.ts";
import type { Package } from "./workspace.ts";

/** A room of a service. `name` is the rule's, but for adapters, which are one room each: adapters/grpc, adapters/memory. */
export type Room = { name: string; rule: RoomRule };

const folders: readonly RoomRule[] = ["domain", "ports", "app", "cli"];
const files: readonly RoomRule[] = ["main", "compose", "config"];

/** The room that a path (relative to the root) of this package lies in; undefined where the design has none. */
export function roomOf(path: string, owner: Package): Room | undefined {
  const inside = posix.relative(`${owner.directory}/src`, path);
  const [first = "", second] = inside.split("/");
  if (first === "adapters" && second !== undefined) {
    return { name: `adapters/${second.replace(/\.ts$/, "")}`, rule: "adapters" };
  }
  const rule =
    second === undefined ? files.find((name) => `${name}.ts` === first) : folders.find((name) => name === first);
  return rule && { name: rule, rule };
}

/** The path that `#room/x.ts` stands for, by the package's own `imports`; undefined where it stands for nothing. */
export function resolveAlias(specifier: string, owner: Package): string | undefined {
  for (const [pattern, target] of Object.entries(owner.imports)) {
    const [head = "", tail] = pattern.split("*");
    if (tail === undefined ? specifier === pattern : specifier.startsWith(head) && specifier.endsWith(tail)) {
      const star = specifier.slice(head.length, specifier.length - (tail ?? "").length);
      return posix.join(owner.directory, target.replace("*", star));
    }
  }
  return undefined;
}
