import { posix } from "node:path";
import { rowsIn } from "./markdown.ts";

/** A document of the repository: its links are relative to where it lies. */
export type ErrorDocument = { readonly path: string; readonly text: string };

/**
 * One thing that the code does, or that the document says of it, as a sentence: both sides write the same one, so that
 * they can be compared as sets.
 */
export const fact = {
  code: (file: string, code: string) => `${file} has the code ${code}`,
  translated: (file: string, code: string, status: string, detail: string) =>
    `${file} has the code ${code}, which leaves as ${status} with ${detail}`,
  exit: (file: string, code: string, exit: number | string) =>
    `${file} has the code ${code}, with which a process exits ${exit}`,
  status: (file: string, status: string) => `${file} answers ${status}`,
  reason: (file: string, reason: string) => `${file} gives the reason ${reason}`,
} as const;

/** What is wrong with the documents, one sentence each, given all that the code does; what none says is the first's. */
export function problemsOf(documents: readonly ErrorDocument[], known: readonly string[]): string[] {
  const said = new Set<string>();
  const stale = documents.flatMap((document) => staleIn(document, known, said));
  const missing = known.filter((one) => !said.has(one)).map((one) => `${documents[0]?.path} does not say that ${one}`);
  return [...stale, ...missing];
}

function staleIn({ path, text }: ErrorDocument, known: readonly string[], said: Set<string>): string[] {
  const rows = rowsIn(text).filter(({ cells }) => "where" in cells);
  return rows.flatMap(({ line, cells }) => {
    const facts = factsOf(path, cells);
    for (const one of facts) said.add(one);
    return [
      ...(facts.length === 0 ? [`${path}:${line} names no file: write [name](../../path/to/file)`] : []),
      ...["when", "what to do"].filter((name) => !cells[name]).map((name) => `${path}:${line} does not say ${name}`),
      ...facts.filter((one) => !known.includes(one)).map((one) => `${path}:${line} is stale: it says that ${one}`),
    ];
  });
}

function factsOf(path: string, cells: Readonly<Record<string, string>>): string[] {
  const [code, status, detail = "", exit] = ["code", "status", "detail", "exit"].map((name) =>
    cells[name]?.replaceAll("`", ""),
  );
  return filesIn(path, cells.where ?? "").flatMap((file) => {
    if (code !== undefined && status !== undefined) return [fact.translated(file, code, status, detail)];
    if (code !== undefined && exit !== undefined) return [fact.exit(file, code, exit)];
    if (code !== undefined) return [fact.code(file, code)];
    const reason = /ErrorInfo (\w+)/.exec(detail)?.[1];
    return [fact.status(file, status ?? ""), ...(reason === undefined ? [] : [fact.reason(file, reason)])];
  });
}

function filesIn(path: string, cell: string): string[] {
  return [...cell.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => posix.join(posix.dirname(path), link));
}
