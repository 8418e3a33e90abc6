import type { Document } from "./documents.ts";

/** The documents that are not what their program would write, with the first line that differs. */
export async function staleIn(
  documents: readonly Document[],
  read: (path: string) => string | undefined,
): Promise<string[]> {
  const found = await Promise.all(
    documents.map(async ({ path, write }) => {
      const present = read(path);
      if (present === undefined) return [`${path}: missing`];
      const fresh = linesOf(await write());
      const lines = linesOf(present);
      const length = Math.max(fresh.length, lines.length);
      const line = Array.from({ length }, (_, index) => index).find((index) => fresh[index] !== lines[index]);
      return line === undefined ? [] : [`${path}:${line + 1}: ${JSON.stringify(lines[line] ?? "the end")} is stale`];
    }),
  );
  return found.flat();
}

/** A checkout on Windows may have turned the ends of the lines. */
function linesOf(text: string): string[] {
  return text.split(/\r?\n/);
}
