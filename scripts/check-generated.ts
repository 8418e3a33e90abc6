import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate, generated, places } from "./generate.ts";
import { root } from "./root.ts";

/** A file that generating would change. */
export type Difference = { file: string; how: "missing" | "changed" | "left over" };

/**
 * Compares folders and files that are generated with a fresh copy of them, file by file. Git is not asked: the answer does not
 * depend on what is committed, staged or changed elsewhere.
 */
export function compare(fresh: string, present: string, folders: readonly string[]): Difference[] {
  return folders.flatMap((folder) => {
    const files = new Set([...list(fresh, folder), ...list(present, folder)]);
    return [...files].sort().flatMap((file): Difference[] => {
      if (!existsSync(join(present, file))) return [{ file, how: "missing" }];
      if (!existsSync(join(fresh, file))) return [{ file, how: "left over" }];
      return text(fresh, file) === text(present, file) ? [] : [{ file, how: "changed" }];
    });
  });
}

function list(base: string, folder: string): string[] {
  return globSync([folder, `${folder}/**`], { cwd: base })
    .filter((path) => statSync(join(base, path)).isFile())
    .map((path) => path.replaceAll("\\", "/"));
}

/** A checkout on Windows may have turned the ends of the lines. */
function text(base: string, file: string): string {
  return readFileSync(join(base, file), "utf8").replaceAll("\r\n", "\n");
}

if (import.meta.main) {
  const fresh = mkdtempSync(join(tmpdir(), "hexmart-generated-"));
  try {
    generate(fresh);
    const differences = compare(fresh, root, [...generated, ...places]);
    for (const { file, how } of differences) console.error(`${file}: ${how}`);
    if (differences.length > 0) {
      console.error(
        "What is generated is not what the contracts and the topology say. Remedy: npm run generate, and commit the result.",
      );
      process.exitCode = 1;
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
