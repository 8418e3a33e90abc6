import { styleText } from "node:util";

type Style = "bold" | "dim" | "green" | "yellow" | "red" | "cyan";

/** Colours a text where the terminal has colours and nobody said NO_COLOR. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** Rows in columns, each as wide as its widest cell; colours are put on afterwards, by `style`, cell by cell. */
export function table(
  rows: readonly (readonly string[])[],
  style: (cell: string, column: number, row: number) => string = (cell) => cell,
): string {
  const widths = rows.reduce<number[]>((max, row) => row.map((cell, i) => Math.max(cell.length, max[i] ?? 0)), []);
  return rows
    .map((row, r) =>
      row.map((cell, c) => style(c === row.length - 1 ? cell : cell.padEnd(widths[c] ?? 0), c, r)).join("   "),
    )
    .map((line) => `  ${line}`)
    .join("\n");
}
