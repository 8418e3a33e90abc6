import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** The files of `contracts/` that generate, whatever is in there. */
const machinery = {
  proto: ["buf.gen.yaml", "print-validate-proto.ts"],
  openapi: ["generate-openapi.ts", "openapi-documents.ts"],
} as const;

export type ContractParts = { readonly files: readonly string[]; readonly kinds: readonly (keyof typeof machinery)[] };

/** What of `contracts/` these sources need: the code they import, what that imports, and what it was generated from. */
export function contractParts(root: string, sources: Iterable<string>): ContractParts {
  const doors = [...sources].flatMap((text) =>
    [...text.matchAll(/["']@hexmart\/contracts\/([^"']+)["']/g)].map(([, door = ""]) => door),
  );
  const generated = new Set<string>();
  for (const door of doors) follow(root, moduleOf(door), generated);
  const origins = [...generated].flatMap((file) => originOf(file)).filter((file) => existsSync(join(root, file)));
  const kinds = (["proto", "openapi"] as const).filter((kind) =>
    origins.some((file) => file.startsWith(`contracts/${kind}/`)),
  );
  const tools = kinds.flatMap((kind) => machinery[kind].map((file) => `contracts/${file}`));
  return { files: [...generated, ...origins, ...tools].sort(), kinds };
}

function moduleOf(door: string): string {
  if (door === "comments") return "contracts/gen/comments.ts";
  return door.startsWith("openapi/") ? `contracts/gen/${door}.ts` : `contracts/gen/hexmart/${door}_pb.ts`;
}

function follow(root: string, file: string, found: Set<string>): void {
  if (found.has(file)) return;
  found.add(file);
  const text = readFileSync(join(root, file), "utf8");
  for (const [, link = ""] of text.matchAll(/from "(\.{1,2}\/[^"]+)"/g)) {
    follow(root, posix.join(posix.dirname(file), link), found);
  }
}

/** Protos of others come from npm: there is no file of ours for them. */
function originOf(file: string): string[] {
  const name = file.slice("contracts/gen/".length);
  if (name.startsWith("openapi/")) return [`contracts/${name.replace(/\.ts$/, ".yaml")}`];
  return [`contracts/proto/${name.replace(/_pb\.ts$/, ".proto")}`];
}
