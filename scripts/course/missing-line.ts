import { stripVTControlCharacters } from "node:util";

/** A line that was expected and not printed, and what was printed after the last line that was found. */
export type Missing = { readonly line: string; readonly printed: readonly string[] };

/**
 * The first of the expected lines that does not follow the ones before it in the output; other lines may stand between
 * them. `…` stands for anything within a line. Colours, and blanks at the ends of a line, do not count.
 */
export function missingLine(expected: readonly string[], output: string): Missing | undefined {
  const printed = stripVTControlCharacters(output)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  let after = 0;
  for (const line of expected) {
    const pattern = new RegExp(`^${line.trim().split("…").map(quoted).join(".*")}$`);
    const at = printed.findIndex((text, index) => index >= after && pattern.test(text));
    if (at < 0) return { line, printed: printed.slice(after) };
    after = at + 1;
  }
  return undefined;
}

function quoted(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
