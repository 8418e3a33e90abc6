import { posix } from "node:path";

/** Where the document lies in the repository: its links are relative to that. */
export const path = "docs/reference/from-dotnet.md";

type NamedTest = { readonly file: string; readonly name: string };

/** The text of a file of the repository, or undefined where there is none. */
type Read = (file: string) => string | undefined;

/**
 * What is wrong with the tables of the document, one sentence each. The last cell of every row names the tests that
 * prove it, each as `[file](../../path/to/file): title` and parted by `<br>`; the title is a plain one, of `it("…")`.
 */
export function wrongRows(document: string, read: Read): string[] {
  const rows = rowsIn(document);
  if (rows.length === 0) return [`${path} has no table that names a test`];
  return rows.flatMap(({ line, cell }) =>
    cell.split("<br>").flatMap((text) => {
      const problem = problemOf(testIn(text), read);
      return problem === undefined ? [] : `${path}:${line} ${problem}`;
    }),
  );
}

function problemOf(test: NamedTest | undefined, read: Read): string | undefined {
  if (test === undefined) return "names no test: write [file](../../path/to/file): title";
  if (!/\.(test|contract)\.ts$/.test(test.file)) return `names ${test.file}, which holds no tests`;
  const source = read(test.file);
  if (source === undefined) return `names ${test.file}, which does not exist`;
  return titlesIn(source).includes(test.name) ? undefined : `names "${test.name}", which is no test of ${test.file}`;
}

function testIn(text: string): NamedTest | undefined {
  const [, label, link = "", name] = /^\[([^\]]+)\]\(([^)]+)\): (.+)$/.exec(text) ?? [];
  if (name === undefined || posix.basename(link) !== label) return undefined;
  return { file: posix.join(posix.dirname(path), link), name };
}

/** The last cell of each row below a table's head. */
function rowsIn(document: string): { line: number; cell: string }[] {
  const lines = document.split(/\r?\n/);
  return lines.flatMap((text, index) => {
    const isHead = /^\|[-| ]+\|$/.test(lines[index + 1] ?? "");
    if (!text.startsWith("|") || /^\|[-| ]+\|$/.test(text) || isHead) return [];
    return { line: index + 1, cell: text.split("|").at(-2)?.trim() ?? "" };
  });
}

function titlesIn(source: string): string[] {
  const titles = source.matchAll(/^\s*it\(\s*(?<quote>["'])(?<title>(?:\\.|(?!\k<quote>).)*)\k<quote>,/gm);
  return [...titles].map(({ groups }) => (groups?.title ?? "").replace(/\\(.)/g, "$1"));
}
