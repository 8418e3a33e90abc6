import { renameText } from "./rename.ts";
import type { Source, Term } from "./sources.ts";

/** Where the system is described. */
export const topologyFile = "packages/stack/topology.ts";

export type Registration = {
  readonly source: Source;
  readonly name: string;
  readonly terms: readonly Term[];
  /** Missing for what listens on nothing. */
  readonly port: number | undefined;
};

/** The ports of the topology. */
export const portsIn = (topology: string): number[] =>
  [...topology.matchAll(/^ {4}port: (\d+),$/gm)].map(([, port]) => Number(port));

/** The port of a service, if it has one. */
export function portOf(topology: string, service: string): number | undefined {
  const port = /^ {4}port: (\d+),$/m.exec(entryOf(topology, "topology", service) ?? "")?.[1];
  return port === undefined ? undefined : Number(port);
}

/** The lowest port from that of the source's kind on that nobody has. */
export function nextPort(taken: readonly number[], like: number): number {
  let port = like >= 50_000 ? 50_051 : 5_001;
  while (taken.includes(port)) port++;
  return port;
}

/** The topology with one service more, which has, calls and may what its source does. */
export function register(topology: string, { source, name, terms, port }: Registration): string {
  const renamed = (entry: string) =>
    renameText(topologyFile, `const entry = {\n${entry}};`, terms)
      .split("\n")
      .slice(2, -1)
      .join("\n")
      .replace(/^ {4}port: \d+,$/m, `    port: ${port},`);
  const union = `  | "${source.name}"`;
  let result = topology.replace(union, `${union}\n  | "${name}"`);
  for (const section of ["topology", "audiences", "clients"]) {
    const entry = entryOf(result, section, source.name);
    if (entry === undefined) continue;
    // The key is a name in quotes, whatever the source's looks like: the formatter knows when to leave them out.
    const [first = "", ...rest] = entry.split("\n");
    const value = first.slice(first.indexOf(":"));
    const copy = rest.join("\n").trim() === "" ? renameText("x.md", value, terms) : `${value}\n${renamed(entry)}`;
    result = result.replace(entry, () => `${entry}  "${name}"${copy.trimEnd()}\n`);
  }
  return result;
}

/** The lines of an entry of `export const <section> = {`, or undefined where there is none. */
function entryOf(topology: string, section: string, key: string): string | undefined {
  const start = topology.search(new RegExp(`^export const ${section}\\b`, "m"));
  if (start < 0) return undefined;
  const end = start + topology.slice(start).search(/^\}/m);
  const name = `^ {2}(?:"${key}"|${key}): `;
  const entry = new RegExp(`${name}(?:\\{\\n(?:^ {3,}.*\\n)*^ {2}\\},|.*,)\\n`, "m");
  return entry.exec(topology.slice(start, end))?.[0];
}
