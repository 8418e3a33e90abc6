export type Runtime = "node" | "deno";

/** What came of a package that was copied out, or what kept it from being tried. */
export type Row = { readonly name: string; readonly results: Readonly<Record<Runtime, string>>; readonly ok: boolean };

/** The counts of a run of jest, as it prints them. */
export function countsIn(output: string): string {
  const line = /^Tests: +(.*)$/m.exec(output)?.[1] ?? "no tests";
  return line.replace(/, \d+ total$/, "");
}

/** One line a package, and one that says how many can be forked. */
export function table(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length), "package".length);
  const line = (name: string, node: string, deno: string) => `${name.padEnd(width)}  ${node.padEnd(28)}  ${deno}`;
  const failed = rows.filter(({ ok }) => !ok).length;
  return [
    line("package", "Node", "Deno"),
    ...rows.map(({ name, results }) => line(name, results.node, results.deno)),
    `${rows.length - failed} of ${rows.length} packages can be forked`,
  ].join("\n");
}
