import { posix } from "node:path";
import { protoDeclaration } from "./proto-declaration.ts";

/** Reads a file of the repository by its path from the root; undefined where there is none. */
export type ReadFile = (path: string) => string | undefined;

/** More than this is no excerpt: a reader of a chapter is better served by a region, or by the link. */
const MAX_LINES = 60;

/** `// #region name`, in the comments of whatever language the file is in. */
const BOUNDARY = /^\s*(?:\/\/|#|--|\/\*|<!--)\s*#(region|endregion)\b\s*(.*?)\s*(?:\*\/|-->)?$/;
const MARKER = /^<!-- region (?<file>[^\s#]+)(?:#(?<name>\S+))? -->$/;

const languages: Readonly<Record<string, string>> = {
  yml: "yaml",
  mjs: "js",
  eta: "html",
  Dockerfile: "dockerfile",
};

/**
 * A document whose every line `<!-- region path#name -->` is followed by a link to that file and a block with that
 * region of it, in the place of what stood there before; without a name, by the whole file. In a .proto the name is that
 * of a message, enum, service or rpc. What stands inside a fence is left alone.
 *
 * @throws Error that names the document, the line and the remedy
 */
export function fillRegions(markdown: string, document: string, read: ReadFile): string {
  const lines = linesOf(markdown);
  const filled: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? "";
    const fence = fenceAt(lines, at);
    if (fence !== undefined) {
      filled.push(...lines.slice(at, fence));
      at = fence;
    } else if (line.startsWith("<!-- region")) {
      filled.push(line, ...blockOf(line, { document, line: at + 1, read }));
      at = endOfBlock(lines, at + 1);
    } else {
      filled.push(line);
      at++;
    }
  }
  return filled.join("\n");
}

/** Whether a document has something to be filled. */
export function hasRegions(markdown: string): boolean {
  return /^<!-- region /m.test(markdown);
}

/**
 * The lines between `#region name` and `#endregion name`, without the boundaries of other regions and without the
 * indentation that all of them have.
 *
 * @throws Error for a name that is missing, repeated, or not closed
 */
export function regionOf(source: string, name: string | undefined): string[] {
  const open = new Map<string, number>();
  const found = new Map<string, string[]>();
  const lines = linesOf(source.trimEnd());
  for (const [index, line] of lines.entries()) {
    const [, kind, called = ""] = BOUNDARY.exec(line) ?? [];
    if (kind === "region") {
      if (called === "") throw new Error(`line ${index + 1} opens a region without a name`);
      if (open.has(called) || found.has(called)) throw new Error(`region "${called}" is there twice`);
      open.set(called, index + 1);
    } else if (kind === "endregion") {
      const start = open.get(called);
      if (start === undefined) throw new Error(`line ${index + 1} ends a region "${called}" that is not open`);
      open.delete(called);
      found.set(called, lines.slice(start, index));
    }
  }
  for (const [called, line] of open) throw new Error(`region "${called}" of line ${line} has no #endregion ${called}`);

  const region = name === undefined ? lines : found.get(name);
  if (region !== undefined) return dedent(region.filter((line) => !BOUNDARY.test(line)));
  const others = [...found.keys()];
  throw new Error(`it has no region "${name}", ${others.length > 0 ? `only ${others.join(", ")}` : "and no other"}`);
}

/** A source without the comments that begin and end regions. */
export function withoutRegions(source: string): string {
  return linesOf(source)
    .filter((line) => !BOUNDARY.test(line))
    .join("\n");
}

function blockOf(marker: string, { document, line, read }: { document: string; line: number; read: ReadFile }) {
  const { file, name } = MARKER.exec(marker)?.groups ?? {};
  const fail = (why: string, cause?: unknown) =>
    new Error(`Cannot fill ${document}:${line}, "${marker}": ${why}`, { cause });
  if (file === undefined) throw fail("write <!-- region path/from/the/root.ts#name -->");
  const source = read(file);
  if (source === undefined) throw fail(`there is no file ${file}; name it from the root of the repository`);
  let region: string[];
  try {
    region = file.endsWith(".proto") && name !== undefined ? declarationOf(source, name) : regionOf(source, name);
  } catch (error) {
    throw fail(`in ${file}, ${(error as Error).message}`, error);
  }
  if (region.length > MAX_LINES) throw fail(`that is ${region.length} lines; show at most ${MAX_LINES} of them`);

  const runs = region.flatMap((text) => text.match(/^\s*`{3,}/)?.map((ticks) => ticks.trim().length) ?? []);
  const fence = "`".repeat(Math.max(2, ...runs) + 1);
  const extension = posix.extname(file).slice(1) || posix.basename(file);
  const link = `*[${file}](${posix.relative(posix.dirname(document), file)})*`;
  return ["", link, "", `${fence}${languages[extension] ?? extension}`, ...region, fence];
}

function declarationOf(source: string, name: string): string[] {
  if (linesOf(source).some((line) => BOUNDARY.test(line))) {
    throw new Error("#region comments would get into the generated code; remove them, and name a message, enum or rpc");
  }
  return dedent(protoDeclaration(source, name));
}

/**
 * The end of what an earlier run wrote below a marker: the link and the fenced block. A block without the link is the
 * author's own, unless it is empty.
 */
function endOfBlock(lines: readonly string[], after: number): number {
  const link = skipBlank(lines, after);
  const isLink = /^\*\[.*\]\(.*\)\*$/.test(lines[link] ?? "");
  const fence = isLink ? skipBlank(lines, link + 1) : link;
  const end = fenceAt(lines, fence);
  return end !== undefined && (isLink || end === fence + 2) ? end : after;
}

/** Where the fenced block that begins at this line ends: the line after it. */
function fenceAt(lines: readonly string[], at: number): number | undefined {
  const ticks = /^`{3,}/.exec(lines[at] ?? "")?.[0];
  if (ticks === undefined) return undefined;
  const end = lines.findIndex((line, index) => index > at && line.startsWith(ticks) && /^`+\s*$/.test(line));
  return end < 0 ? lines.length : end + 1;
}

function skipBlank(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && lines[at]?.trim() === "") at++;
  return at;
}

function dedent(lines: readonly string[]): string[] {
  const depth = Math.min(...lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(depth).trimEnd());
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/);
}
