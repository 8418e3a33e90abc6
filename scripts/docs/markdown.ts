/** A table of GitHub's Markdown; a cell may have several lines. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function cell(text: string): string {
  return text
    .replaceAll("|", "\\|")
    .replace(/\n{2,}/g, "<br>")
    .replaceAll("\n", " ");
}

/** Text as code, whatever is in it. */
export function code(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** Text that somebody wrote elsewhere: what looks like HTML in it is text. */
export function prose(text: string): string {
  return text.replace(/(`[^`]*`)|</g, (_, quoted?: string) => quoted ?? "\\<");
}

/** The fragment by which GitHub links to a heading. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}

/** The rows of every table: each cell under the word that heads its column, and the line that the row stands on. */
export function rowsIn(markdown: string): { line: number; cells: Readonly<Record<string, string>> }[] {
  const rows: { line: number; cells: Readonly<Record<string, string>> }[] = [];
  let head: readonly string[] | undefined;
  const lines = markdown.split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith("|")) {
      head = undefined;
    } else if (head === undefined) {
      head = cellsOf(line);
    } else if (!/^\|[-:| ]+\|$/.test(line)) {
      const cells = cellsOf(line);
      rows.push({
        line: index + 1,
        cells: Object.fromEntries(head.map((name, column) => [name, cells[column] ?? ""])),
      });
    }
  }
  return rows;
}

function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((text) => text.trim().replaceAll("\\|", "|"));
}

/** Where links and images lead, without those to other sites. */
export function linksIn(markdown: string): string[] {
  const text = markdown.replace(/^```.*?^```/gms, "").replace(/`[^`\n]*`(?!\])/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link).filter((link) => !/^[a-z]+:/.test(link));
}

/** The fragments that a document can be linked at. */
export function anchorsIn(markdown: string): string[] {
  return [...markdown.replace(/^```.*?^```/gms, "").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchor(heading));
}
