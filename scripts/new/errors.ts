import { renameText } from "./rename.ts";
import type { Source, Term } from "./sources.ts";

/** The page of the errors of a new service: the rows that its source has, as they are true of the copy. */
export function errorsPage(
  errors: string,
  { source, name, terms }: { source: Source; name: string; terms: readonly Term[] },
): string | undefined {
  const tables = tablesIn(errors).flatMap(({ head, rows }) => {
    const where = cellsOf(head[0] ?? "").indexOf("where");
    const own = rows.map((row) => ownRow(row, where, source.name)).filter((row) => row !== undefined);
    return own.length === 0 ? [] : [[...head, ...own].join("\n")];
  });
  if (tables.length === 0) return undefined;
  const text = [
    `# Errors of ${name}`,
    `What [${name}](../../../packages/${name}/README.md) refuses. [errors.md](../errors.md) has what every server refuses; a test compares both with the code.`,
    ...tables.map((table) => relink(renameText("errors.md", table, terms))),
  ];
  return `${text.join("\n\n")}\n`;
}

/** The row, if its `where` leads to the service, without the other places that it leads to. */
function ownRow(row: string, where: number, service: string): string | undefined {
  const cells = cellsOf(row);
  const links = (cells[where] ?? "").split(", ").filter((link) => link.includes(`packages/${service}/src/`));
  if (links.length === 0) return undefined;
  return `| ${cells.map((cell, index) => (index === where ? links.join(", ") : cell)).join(" | ")} |`;
}

const cellsOf = (row: string) =>
  row
    .replace(/^\| | \|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

function tablesIn(text: string): { head: string[]; rows: string[] }[] {
  return [...text.matchAll(/(?:^\|.*\n)+/gm)].map(([table]) => {
    const [names = "", line = "", ...rows] = table.trimEnd().split("\n");
    return { head: [names, line], rows };
  });
}

/** The page lies one folder deeper. */
const relink = (text: string) => text.replace(/\]\((?!https?:|#)/g, "](../");
